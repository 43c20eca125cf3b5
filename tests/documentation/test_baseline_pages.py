"""What the pages show of baselines is what is printed, and what is there."""

import re
from pathlib import Path

import numpy as np
import pytest

from ethan_check.baseline.states import ORDER
from ethan_check.pytest_plugin.baseline_options import _VERBS

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
OVERVIEW = (ROOT / "docs" / "ci.md").read_text()
SECTION = OVERVIEW[OVERVIEW.index("## Gradient regression testing") :]
PAGE = ROOT / "docs" / "baselines.md"

MEAN = """
import numpy as np
from ethan_core import register


@register("rowmean.v1")
class RowMean:
    def forward(self, x):
        self.x = x
        return x.mean(axis=1)

    def backward(self, g):
        return np.broadcast_to(g[:, None] / self.x.shape[1], self.x.shape).copy()
"""
SUM = MEAN.replace("x.mean", "x.sum").replace(" / self.x.shape[1]", "")


@pytest.mark.skipif(
    np.finfo(np.longdouble).nmant <= np.finfo(np.float64).nmant,
    reason="without extended precision allowances are others, and so is what is worst",
)
def test_the_failure_of_the_overview_is_the_one_that_is_printed(pytester, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    (_, ini), (_, shown) = re.findall(r"```(\w*)\n(.*?)```", SECTION, re.DOTALL)
    pytester.makepyprojecttoml(ini + 'ethan_layers = ["layers"]\n')
    pytester.makepyfile(layers=MEAN)
    first = pytester.runpytest_subprocess("--ethan-check", "--ethan-baseline=new")
    assert first.ret == 0
    assert "written: rowmean.v1" in first.outlines
    pytester.makepyfile(layers=SUM)
    lines = pytester.runpytest_subprocess("--ethan-check").outlines
    start = lines.index(shown.splitlines()[0])
    assert lines[start : start + len(shown.splitlines())] == shown.splitlines()


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of the source distribution")
def test_the_page_has_every_verb_and_state():
    text = PAGE.read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(_VERBS)
    table = text[text.index("## States") : text.index("## Where allowances")]
    rows = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    assert {state for row in rows for state in row.split(", ")} - {"state", "---"} == set(ORDER) - {
        "new",
        "verdict changed",
    }


@pytest.mark.skipif(not (ROOT / ".pre-commit-hooks.yaml").exists(), reason="part of the repository alone")
def test_the_hook_of_the_page_is_there_and_its_command_is_understood(pytester):
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    (name,) = re.findall(r"- id: (\S+)", text)
    assert f"- id: {name}" in PAGE.read_text()
    (entry,) = re.findall(r"entry: pytest (.*)", text)
    assert f"entry: pytest {entry}\n" in PAGE.read_text()
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nethan_baseline = "gradients"\nethan_layers = ["layers"]\n'
    )
    pytester.makepyfile(layers=MEAN)
    result = pytester.runpytest_subprocess(*entry.split(), "--collect-only")
    assert [line for line in result.outlines if "::" in line] == ["ethan::rowmean.v1::baseline"]
