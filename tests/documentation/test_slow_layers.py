"""What docs/slow-layers.md shows is what is printed; nobody waits for a slow layer, the clock is made to."""

import re
import time
from pathlib import Path

import pytest

from ethan_check.commands.check import pytest_arguments
from ethan_check.engine import pace
from ethan_check.pytest_plugin.progress import Progress

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs" / "slow-layers.md").read_text()
CODE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
SHOWN = re.findall(
    r"```console\n\$ ethan check (\w+)\.py(?: --budget (\d+))?\n```\n\n```text\n(.*?)```", PAGE, re.DOTALL
)
ROWS = re.findall(r"^\| `(\w+)\.py` \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)

A_CALL = {"slow": "0.05", "slower": "0.5"}


def without_numbers(line):
    """How small an error would be caught, and how long pytest took, differ between machines."""
    return re.sub(r"in \d+\.\d+s.*|\de-\d+", "...", line).strip(" =")


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs a layer of so long a call; the lines, and the seconds that it took on the clock."""
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(pace, "perf_counter", lambda: now[0])
    monkeypatch.setattr(Progress.__init__, "__defaults__", (lambda: now[0],))
    monkeypatch.setenv("COLUMNS", "80")

    def run(name, budget):
        now[0] = 0.0
        pytester.makepyfile(**{name: CODE.replace("A_CALL = 0.05", f"A_CALL = {A_CALL[name]}")})
        own = [f"--ethan-budget={budget}"] if budget else []
        arguments = pytest_arguments([f"{name}.py"], ["-p", "no:cacheprovider", *own])
        result = pytester.runpytest_inprocess(*arguments)
        assert result.ret == pytest.ExitCode.OK
        return [without_numbers(line) for line in result.outlines], now[0]

    return run


def test_the_page_shows_something():
    assert len(SHOWN) == 5
    assert len(ROWS) == 2


@pytest.mark.parametrize(("name", "budget", "text"), SHOWN)
def test_what_is_shown_is_what_is_printed(run, name, budget, text):
    printed, _ = run(name, budget)
    shown = [without_numbers(line) for line in text.splitlines()]
    rest = iter(printed)
    for line in shown:
        assert line == "..." or line in rest, f"{line!r} is not printed, or not at its place"


@pytest.mark.parametrize("row", ROWS)
def test_the_seconds_of_the_table_are_those_that_the_clock_shows(run, row):
    name, *shown = row
    assert [str(round(run(name, budget)[1])) for budget in ("", "20", "200")] == shown
