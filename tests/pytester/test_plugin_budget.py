"""`--ethan-budget`: fewer cases of a layer that takes long, on a clock that nobody waits for."""

import json

import pytest

from ethan_check.engine import pace

LAYERS = """
from ethan_core import Case, register
import numpy as np

NOW = [0.0]


class Slow:
    def forward(self, x):
        NOW[0] += 0.5
        self.x = x
        return x * x

    def backward(self, g):
        NOW[0] += 0.5
        return 2 * g * self.x


class Quick(Slow):
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * g * self.x


X = np.linspace(-1.0, 1.3, 6).reshape(2, 3)
register("slow.v1", Slow, cases=[Case(Slow(), (X,))])
register("quick.v1", Quick, cases=[Case(Quick(), (X,))])
"""

SEEN = "the budget of 1 s left out cases; seen were 1 of 24 (gradient), 1 of 4 (shapes)"


@pytest.fixture
def slow(project, monkeypatch):
    """A project with a slow layer and a quick one, whose time is told by the module that holds them."""
    project.module("slow", LAYERS)

    def clock():
        import sys

        module = sys.modules.get("slow")
        return 0.0 if module is None else module.NOW[0]

    monkeypatch.setattr(pace, "perf_counter", clock)
    return project


def lines_of(result):
    return [line for line in result.outlines if "slow.v1" in line or "budget" in line]


RUN = ("--ethan-only", "--ethan-layers=slow")


def test_the_summary_says_which_checks_saw_how_many_cases(slow):
    result = slow.run(*RUN, "--ethan-budget=1")
    assert result.ret == pytest.ExitCode.OK
    assert lines_of(result)[-3:] == [
        "slow.v1   pass          2 pass  " + lines_of(result)[-3].split("  ")[-1],
        f"          {SEEN}",
        "2 layers: 2 pass; 4 checks: 4 pass; cut short by the budget: 1 layer",
    ]


def test_the_quietest_run_counts_the_layers_that_were_cut_short(slow):
    assert (
        slow.run(*RUN, "--ethan-budget=1", "-q").outlines[-2].endswith("; cut short by the budget: 1 layer")
    )


def test_without_a_budget_nothing_is_said_of_one(slow):
    assert not any("the budget" in line for line in slow.run(*RUN, "-v").outlines)


def test_the_ini_key_and_the_tables_say_the_same_and_the_nearest_goes_first(slow):
    assert any(SEEN in line for line in slow.run(*RUN, "-o", "ethan_budget=1").outlines)
    slow.path.joinpath("pyproject.toml").write_text("[tool.ethan]\nbudget = 1\n")
    assert any(SEEN in line for line in slow.run(*RUN).outlines)
    assert not any("budget" in line for line in slow.run(*RUN, "--ethan-budget=1e6").outlines)
    assert not any("budget" in line for line in slow.run(*RUN, "-o", "ethan_budget=1e6").outlines)
    table = '[tool.ethan.layers."slow:Slow"]\nname = "mine.v1"\ninput = "N 3"\nbudget = 1\n'
    slow.path.joinpath("pyproject.toml").write_text(table)
    result = slow.run("--ethan-only", "--ethan-layers=slow:Slow", "--ethan-budget=1e6")
    assert any("the budget of 1 s left out cases" in line for line in result.outlines)


@pytest.mark.parametrize("value", ["0", "-3", "soon", "nan", "inf", ""])
def test_what_is_no_time_is_a_usage_error_of_one_line(slow, value):
    result = slow.run(*RUN, f"--ethan-budget={value}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = [line for line in (*result.errlines, *result.outlines) if line.startswith("ERROR: ethan budget")]
    assert len(told) == 1
    assert "expected the seconds that a layer may take: a number above 0, such as 30" in told[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[tool.ethan]\nbudget = 'soon'\n",
            "pyproject.toml, [tool.ethan]: budget is 'soon', expected the se",
        ),
        ("[tool.ethan.layers.'slow:Slow']\nbudget = 0\n", "budget is 0, expected seconds that the layer may"),
    ],
)
def test_what_is_no_time_in_a_file_is_told_with_its_place(slow, text, told):
    slow.path.joinpath("pyproject.toml").write_text(text)
    result = slow.run(*RUN)
    assert result.ret != pytest.ExitCode.OK
    assert told in result.stdout.str() + result.stderr.str()


def test_results_and_pages_of_a_run_say_it(slow):
    slow.run(*RUN, "--ethan-budget=1", "--ethan-report=results.json", "--ethan-report=summary.md")
    results = json.loads(slow.path.joinpath("results.json").read_text())
    checks = {layer["name"]: layer["checks"] for layer in results["layers"]}
    assert [check["cut_short"]["cases"] for check in checks["slow.v1"]] == [
        {"gradient": {"seen": 1, "planned": 24}},
        {"shapes": {"seen": 1, "planned": 4}},
    ]
    assert not any("cut_short" in check for check in checks["quick.v1"])
    summary = slow.path.joinpath("summary.md").read_text()
    assert "1 cut short by the budget" in summary
    assert f"slow.v1: {SEEN}" in summary


def test_the_trace_says_where_time_decided(slow):
    result = slow.run(*RUN, "--ethan-budget=1", "--ethan-explain")
    assert any("the budget of 1 s left out cases; seen were 1 of 24 (gradient)" in x for x in result.outlines)


def test_checks_that_are_deselected_get_no_time(slow):
    result = slow.run(*RUN, "--all-checks", "-k", "gradient and slow", "--ethan-budget=150")
    assert result.ret == pytest.ExitCode.OK
    assert not any("budget" in line for line in result.outlines)


def test_a_baseline_neither_misses_nor_forgets_what_time_left_out(slow):
    """Its own item measures the cases of the baseline, however long that takes."""
    baseline = ("-o", "ethan_baseline=gradients", "-p", "no:cacheprovider")
    slow.run(*RUN, *baseline, "--ethan-baseline=new")
    entry = slow.path.joinpath("gradients", "slow.v1.json")
    before = entry.read_text()
    result = slow.run(*RUN, *baseline, "--ethan-budget=1")
    assert result.ret == pytest.ExitCode.OK
    assert any("2 layers: 2 same" in line for line in result.outlines)
    slow.run(*RUN, *baseline, "--ethan-budget=1", "--ethan-baseline=update")
    assert entry.read_text() == before


def test_a_baseline_that_is_made_under_a_budget_remembers_no_check_that_was_cut_short(slow):
    baseline = ("-o", "ethan_baseline=gradients", "-p", "no:cacheprovider")
    slow.run(*RUN, *baseline, "--ethan-budget=1", "--ethan-baseline=new")
    read = {
        name: slow.path.joinpath("gradients", f"{name}.json").read_text() for name in ("slow.v1", "quick.v1")
    }
    assert json.loads(read["quick.v1"])["checks"].keys() == {"gradient", "shapes"}
    assert not json.loads(read["slow.v1"]).get("checks")
