"""benchmarks/constants.py moves what it says it moves, and counts what nothing sees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from moved_constants import ROOT, constants, source_with, tenfold
from moves_table import Move, table
from witnesses import general, near

pytestmark = pytest.mark.newest_only

CONSTANTS = {constant.name: constant for constant in constants()}


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [
        (1e-9, 10.0, 1e-8),
        (24, 0.1, 2),
        (3, 0.1, 1),
        (1, 10.0, 10),
        ((1, -2.0), 10.0, (10, -20.0)),
        ({2: 1e-2}, 0.1, {2: 1e-3}),
    ],
)
def test_a_constant_is_moved_tenfold(value, factor, expected):
    moved = tenfold(value, factor)
    assert moved == pytest.approx(expected)
    assert type(moved) is type(value)


def test_what_is_computed_from_a_constant_moves_with_it():
    scope = {"_tenfold": tenfold}
    exec(source_with(CONSTANTS["SMALLEST_STEP"], 10.0), scope)
    assert scope["SMALLEST_STEP"] == pytest.approx(10 * CONSTANTS["SMALLEST_STEP"].value)
    assert scope["TINY_NOISE"] == pytest.approx(CONSTANTS["TINY_NOISE"].value / 10)
    assert scope["EPSILON"] == CONSTANTS["EPSILON"].value


def test_every_constant_has_witnesses_of_which_the_nearest_are_asked_first():
    assert all(near(constant) or general(constant) for constant in CONSTANTS.values())
    nearest = near(CONSTANTS["SAME_OPERATIONS"])
    assert "tests/checks/test_state.py" in nearest
    assert not set(nearest) & set(general(CONSTANTS["SAME_OPERATIONS"]))
    assert near(CONSTANTS["SIMPLE_FACTOR"])[0] == "tests/diagnosis/test_ratio.py"


def test_moves_that_nothing_sees_are_counted_by_whether_their_reason_stands_there():
    seen = Move("bars", "A", "1.0", 10.0, "tests/test_a.py::test_a", "it costs")
    told = Move("bars", "A", "1.0", 0.1, "survives", "it costs")
    silent = Move("bars", "B", "2.0", 10.0, "survives", "")
    slow = Move("bars", "B", "2.0", 0.1, "stopped by time", "")
    text = table([seen, told, silent, slow])
    assert "| bars | A | 1.0 | tests/test_a.py::test_a | survives | it costs |" in text
    assert "| bars | B | 2.0 | survives | stopped by time | **none** |" in text
    assert "2 constants, 4 moves: 1 turn a test red, 1 never end" in text
    assert text.endswith("1 survive with a reason beside them, 1 without.")


def test_a_moved_constant_turns_a_test_red(tmp_path):
    script, found = ROOT / "benchmarks" / "constants.py", tmp_path / "moves.json"
    asked = ("--near", "--only", "SIMPLE_FACTOR", "--json", str(found))
    run = subprocess.run([sys.executable, script, *asked], cwd=ROOT, capture_output=True, text=True)
    up, down = json.loads(found.read_text())
    assert up["outcome"].startswith("tests/diagnosis/test_ratio.py::"), run.stderr
    assert down["factor"] == 0.1
