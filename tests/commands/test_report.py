"""`ethan report RESULTS.json OUT`."""

import pytest
from reports.runs import results

from ethan_check.command import main
from ethan_check.reports.as_json import render


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results.json").write_text(render(results(), tmp_path))
    return tmp_path


@pytest.mark.parametrize("out", ["out.md", "out.sarif", "out.json", "sub/out.md"])
def test_results_become_another_report(folder, out, capsys):
    assert main(["report", "results.json", out]) == 0
    assert (folder / out).read_text()
    assert capsys.readouterr() == ("", "")


def test_json_comes_out_as_it_went_in(folder):
    assert main(["report", "results.json", "again.json"]) == 0
    assert (folder / "again.json").read_bytes() == (folder / "results.json").read_bytes()


def test_github_is_told(folder, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary"))
    assert main(["report", "results.json", "github"]) == 0
    assert capsys.readouterr().out.startswith("::error title=my-layers is not loaded::")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["none.json", "a.md"], "ethan: none.json: No such file or directory\n"),
        (
            ["results.json", "a.pdf"],
            "ethan: a.pdf: no report ends in '.pdf'; known: .html, .json, .md, .sarif and github\n",
        ),
        (["results.json", "results.json/a.md"], "ethan: results.json/a.md cannot be written: File exists\n"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder, capsys, arguments, line):
    assert main(["report", *arguments]) == 4
    assert capsys.readouterr() == ("", line)
