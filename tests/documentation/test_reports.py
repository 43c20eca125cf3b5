"""What docs/ci.md and docs/reports.md show of reports is what happens."""

import re
from pathlib import Path

import pytest

from ethan_check.command import main
from ethan_check.reports import targets
from ethan_check.reports.errors import ReportError

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
OVERVIEW = (ROOT / "docs" / "ci.md").read_text()
SECTION = OVERVIEW[OVERVIEW.index("\n## Reports\n") : OVERVIEW.index("\n## Gradient regression testing\n")]
PAGE = ROOT / "docs" / "reports.md"


def test_the_overview_is_what_is_printed(pytester, monkeypatch):
    for module in ("jinja2", "latex2mathml", "matplotlib"):
        pytest.importorskip(module, reason="the extra report is not installed")
    (code,) = re.findall(r"```python\n(.*?)```", README[: README.index("## In CI")], re.DOTALL)
    pytester.makepyfile(layers=code)
    (block,) = re.findall(r"```console\n(.*?)```", SECTION, re.DOTALL)
    first, *printed, second = block.splitlines()
    monkeypatch.syspath_prepend(pytester.path)
    lines = pytester.runpytest_subprocess(*first.removeprefix("$ pytest ").split()).outlines
    start = lines.index(printed[0])
    assert lines[start : start + len(printed)] == printed
    assert main(second.removeprefix("$ ethan ").split()) == 0
    assert all((pytester.path / name).exists() for name in ("results.sarif", "report.html", "summary.md"))


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of the source distribution")
def test_the_errors_of_the_page_are_those_that_are_raised(tmp_path, monkeypatch):
    found = targets.find_spec
    monkeypatch.setattr(targets, "find_spec", lambda name: None if name == "jinja2" else found("json"))
    shown = re.findall(r"^ERROR: ethan: --ethan-report: (.*)$", PAGE.read_text(), re.MULTILINE)
    assert len(shown) == 2
    for line in shown:
        with pytest.raises(ReportError) as refused:
            targets.target_of(re.split(r":| ", line)[0], tmp_path)
        assert str(refused.value) == line
