"""Which report a path asks for, and what is refused before anything runs."""

import json
from pathlib import Path

import pytest

from ethan_check.reports import as_markdown, targets
from ethan_check.reports.errors import ReportError
from ethan_check.reports.targets import target_of
from reports.runs import results


def refusal(name, folder):
    with pytest.raises(ReportError) as refused:
        target_of(name, folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "report",
            "report: it has no suffix that says which report; known: .html, .json, .md, .sarif and github",
        ),
        (
            "",
            "an empty path: it has no suffix that says which report; known: .html, .json, .md, .sarif and "
            "github",
        ),
        ("a.jsn", "a.jsn: no report ends in '.jsn'; known: .html, .json, .md, .sarif and github"),
        ("a.pdf", "a.pdf: no report ends in '.pdf'; known: .html, .json, .md, .sarif and github"),
    ],
)
def test_an_unknown_suffix_is_refused(tmp_path, name, text):
    assert refusal(name, tmp_path) == text


def test_what_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be written" in refusal("file/report.md", tmp_path)
    (tmp_path / "folder.md").mkdir()
    assert refusal("folder.md", tmp_path).endswith("it is a folder")


def test_a_missing_extra_is_named(tmp_path, monkeypatch):
    found = targets.find_spec
    monkeypatch.setattr(targets, "find_spec", lambda name: None if name == "jinja2" else found("json"))
    assert refusal("r.html", tmp_path) == (
        "r.html needs jinja2, not installed here: pip install 'ethan-check[report]'"
    )


def test_a_file_is_written_where_it_was_asked_for(tmp_path):
    target = target_of("out/r.JSON", tmp_path)
    assert target.write(results(), tmp_path) == ""
    assert json.loads((tmp_path / "out/r.JSON").read_text())["format"] == "ethan-results"


def test_what_a_library_raises_is_one_line_and_the_old_file_stays(tmp_path, monkeypatch):
    def fail(*_):
        raise KeyError("no such colour map\nand more")

    (tmp_path / "r.md").write_text("old")
    monkeypatch.setattr(as_markdown, "render", fail)
    with pytest.raises(ReportError) as refused:
        target_of("r.md", tmp_path).write(results(), tmp_path)
    assert str(refused.value) == f"{tmp_path}/r.md cannot be made: KeyError: 'no such colour map\\nand more'"
    assert (tmp_path / "r.md").read_text() == "old"


def test_github_is_told_in_its_summary_and_on_the_screen(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert refusal("github", tmp_path).startswith("github: $GITHUB_STEP_SUMMARY is not set, ")
    summary = tmp_path / "summary"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    printed = target_of("github", tmp_path).write(results(), tmp_path)
    assert "::error file=layers.py,line=24,title=halved.v1%3A gradient::halved.v1: dL_dX is 1/2" in printed
    assert summary.read_text().startswith("before\n## Gradients: 4 layers")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "summary"))
    assert refusal("github", tmp_path).endswith("cannot be written: No such file or directory")


def test_every_format_has_a_module_that_renders():
    for module in targets._FORMATS.values():
        assert Path(*module.split(".")).parts[:2] == ("ethan_check", "reports")
