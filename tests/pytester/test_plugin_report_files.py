"""`--ethan-report`: what a run leaves for those who were not there."""

import json
import re

import pytest

from ethan_check.reports import targets
from ethan_check.reports.reading import read_results

DATE = "1767323045"  # 2026-01-02T03:04:05Z

ENDING = """

@register("ends.v1")
class Ends(Square):
    def backward(self, dL_dY):
        import os

        os._exit(3)
"""

KNOWN = """

@register("known.v1", expected_failures={"gradient": "half, since ever"})
class Known(Halved): ...
"""


@pytest.fixture(autouse=True)
def _the_same_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DATE)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)


def check(project, *arguments, apart=False):
    run = project.run_apart if apart else project.run
    return run("--ethan-check", "--ethan-layers=layers", *arguments)


def test_every_report_is_written_and_named(layers):
    result = check(layers, "--ethan-report=r.json", "--ethan-report=out/r.md", "--ethan-report=r.sarif")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["report: r.json", "report: out/r.md", "report: r.sarif"], consecutive=True)
    found = read_results(layers.path / "r.json")
    assert [(layer.name, layer.verdict) for layer in found.layers] == [
        ("good.v1", "pass"),
        ("halved.v1", "fail"),
    ]
    assert found.run.when == "2026-01-02T03:04:05Z"
    assert found.run.complete
    assert "halved.v1: gradient" in (layers.path / "out/r.md").read_text()


def test_a_layer_is_annotated_at_its_own_line_of_backward(layers):
    check(layers, "--ethan-report=r.json", "--ethan-report=r.sarif")
    source = (layers.path / "layers.py").read_text().splitlines()
    (run,) = json.loads((layers.path / "r.sarif").read_text())["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "layers.py"
    line = place["region"]["startLine"]
    assert source[line - 1].strip() == "def backward(self, dL_dY):"
    assert "return self.X * dL_dY" in source[line]
    halved = read_results(layers.path / "r.json").layers[1]
    assert source[halved.source.line - 1].startswith(('@register("halved', "class Halved"))


def test_the_json_is_as_its_schema_says(layers):
    jsonschema = pytest.importorskip("jsonschema")
    from importlib import resources

    schema = resources.files("ethan_check.reports") / "schema/results-1.schema.json"
    check(layers, "--ethan-report=r.json", "--ethan-explain")
    document = json.loads((layers.path / "r.json").read_text())
    jsonschema.validate(document, json.loads(schema.read_text()))
    assert document["layers"][1]["checks"][0]["trace"]


def test_workers_make_the_same_bytes_as_one_process(layers):
    pytest.importorskip("xdist")
    check(layers, "--ethan-report=one.json", apart=True)
    check(layers, "--ethan-report=two.json", "-n", "2", apart=True)
    assert (layers.path / "one.json").read_bytes() == (layers.path / "two.json").read_bytes()


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("r.pdf", "r.pdf: no report ends in '.pdf'; known: .html, .json, .md, .sarif and github"),
        ("layers.py/r.md", "*layers.py/r.md cannot be written: *"),
        ("github", "github: $GITHUB_STEP_SUMMARY is not set, *"),
    ],
)
def test_what_cannot_be_written_is_a_usage_error_before_anything_runs(layers, option, line):
    result = check(layers, f"--ethan-report={option}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: ethan: --ethan-report: {line}"])
    assert "passed" not in result.stdout.str()


def test_a_report_of_nothing_is_a_usage_error(layers):
    result = layers.run("--ethan-report=r.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ethan: --ethan-report: no layer is checked; add --ethan-check"])


def test_a_run_of_single_files_writes_none_and_says_so(layers):
    layers.pytester.makeini(
        "[pytest]\nethan_check = true\nethan_layers = layers\naddopts = --ethan-report=r.json\n"
    )
    layers.pytester.makepyfile(test_one="def test_it(): pass")
    result = layers.run("test_one.py")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["ethan: no layer is checked in a run of single files, so no report is written"]
    )
    assert not (layers.path / "r.json").exists()


def test_collecting_alone_writes_nothing(layers):
    check(layers, "--ethan-report=r.json", "--collect-only")
    assert not (layers.path / "r.json").exists()


def test_a_run_that_is_interrupted_leaves_what_it_knows_and_says_so(layers):
    layers.pytester.makeconftest(
        "def pytest_runtest_logreport(report):\n"
        "    if report.when == 'call' and 'halved' in report.nodeid:\n"
        "        raise KeyboardInterrupt\n"
    )
    result = check(layers, "--ethan-report=r.json", apart=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    found = read_results(layers.path / "r.json")
    assert not found.run.complete
    assert found.layers[0].verdict == "pass"


def test_a_run_that_stops_at_a_failure_says_that_it_is_not_whole(layers):
    check(layers, "--ethan-report=r.json", "-x")
    assert not read_results(layers.path / "r.json").run.complete


def test_a_run_that_is_killed_leaves_the_file_of_the_run_before(layers):
    before = '{"format": "ethan-results", "of": "the run before"}'
    (layers.path / "r.json").write_text(before)
    layers.pytester.makeconftest(
        "import os, signal\n"
        "def pytest_runtest_logreport(report):\n"
        "    if 'halved' in report.nodeid:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    result = check(layers, "--ethan-report=r.json", apart=True)
    assert result.ret != 0
    assert (layers.path / "r.json").read_text() == before
    assert not [file.name for file in layers.path.iterdir() if file.name.startswith(".r.json")]


def test_a_report_that_fails_at_the_end_fails_the_run_in_one_line(layers):
    layers.pytester.makeconftest(
        "import shutil, pathlib\n"
        "def pytest_runtest_logfinish():\n"
        "    shutil.rmtree('out', ignore_errors=True)\n"
        "    pathlib.Path('out').touch()\n"
    )
    result = check(layers, "--ethan-report=out/r.json", "-k", "good")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["ethan: --ethan-report: *out/r.json cannot be written: *"])


def test_github_gets_a_summary_and_annotations(layers, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(layers.path / "summary.md"))
    result = check(layers, "--ethan-report=github")
    result.stdout.fnmatch_lines(
        ["::error file=layers.py,line=*,title=halved.v1%3A gradient::halved.v1: dL_dX is*"]
    )
    assert (layers.path / "summary.md").read_text().startswith("## Gradients: 2 layers: 1 fail, 1 pass")


def test_a_layer_that_ends_its_process_is_in_the_report(layers):
    pytest.importorskip("xdist")
    layers.module("layers", (layers.path / "layers.py").read_text() + ENDING)
    check(layers, "--ethan-report=r.json", "-n", "1", apart=True)
    found = {layer.name: layer for layer in read_results(layers.path / "r.json").layers}
    assert (found["ends.v1"].verdict, found["ends.v1"].remark) == ("error", "ended its process")
    assert found["good.v1"].verdict == "pass"


def test_what_is_left_out_not_loaded_skipped_or_expected_is_there(layers):
    layers.module("layers", (layers.path / "layers.py").read_text() + KNOWN)
    arguments = ("--ethan-layers=layers,missing", "--all-checks", "-k", "known or missing")
    layers.run("--ethan-check", "--ethan-report=r.json", *arguments)
    found = read_results(layers.path / "r.json")
    assert [source.name for source in found.not_loaded] == ["missing"]
    (known,) = found.layers
    assert known.verdict == "expected failure"
    checks = {result.check: result for result in known.checks}
    assert re.match("half, since ever", checks["gradient"].text)
    assert checks["statistics"].verdict == "not applicable"
    assert checks["statistics"].text


def test_a_missing_extra_is_a_usage_error_before_anything_runs(layers, monkeypatch):
    monkeypatch.setattr(targets, "find_spec", lambda name: None)
    result = check(layers, "--ethan-report=page.html")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: ethan: --ethan-report: page.html needs jinja2, latex2mathml, matplotlib, not installed "
            "here: pip install 'ethan-check?report?'"
        ]
    )


def test_the_page_is_that_of_the_results_with_its_pictures(layers):
    for module in ("jinja2", "latex2mathml", "matplotlib"):
        pytest.importorskip(module, reason="the extra report is not installed")
    arguments = ("--ethan-report=r.html", "--ethan-report=r.json", "--ethan-explain", "-W", "error")
    result = check(layers, *arguments, apart=True)
    result.assert_outcomes(passed=3, failed=1)
    source = (layers.path / "r.html").read_text()
    assert "dL_dX: backward beside the derivative" in source
    assert "Error of the differences, by step" in source
    assert "How the verdict of gradient was reached" in source
    from ethan_check.command import main

    assert main(["report", str(layers.path / "r.json"), str(layers.path / "again.html")]) == 0
    assert (layers.path / "again.html").read_text() == source


def test_a_source_named_script_is_text(layers):
    for module in ("jinja2", "latex2mathml", "matplotlib"):
        pytest.importorskip(module, reason="the extra report is not installed")
    layers.run("--ethan-check", "--ethan-layers=<script>alert(1)", "--ethan-report=r.html")
    source = (layers.path / "r.html").read_text()
    assert "<script" not in source
    assert "&lt;script&gt;" in source


def test_a_run_that_asks_for_no_report_loads_nothing_for_it(layers):
    layers.pytester.makeconftest(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    assert not [name for name in sys.modules if name.startswith('ethan_check.reports')]\n"
        "    assert not {'jinja2', 'matplotlib'} & set(sys.modules)\n"
    )
    check(layers, "-k", "good", apart=True).assert_outcomes(passed=2)
