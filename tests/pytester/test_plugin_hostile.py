"""Hostile layers among good ones, in one process and in two: no item is lost, nobody else is accused."""

import os
import re
from pathlib import Path

import pytest
from hostile.collection import SOME

CHECKS = ("gradient", "shapes", "determinism", "layout")
GOOD = re.compile(r"^(good\d+\.v1) +(\w+)")
TESTS = str(Path(__file__).parents[1])


@pytest.fixture
def hostile(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((TESTS, os.environ["PYTHONPATH"])))
    return project


def lines(result):
    return [line for line in result.outlines if re.match(r"^[\w.-]+\.v1 +\w", line)]


def judged(project, *arguments):
    result = project.run_apart(
        "--ethan-only",
        "--ethan-layers=hostile.registered",
        f"--ethan-checks={','.join(CHECKS)}",
        *arguments,
    )
    text = "\n".join(result.outlines)
    for trouble in ("INTERNALERROR", "Traceback (most recent call last)", "crashed while running"):
        assert trouble not in text, text[-5000:]
    assert max(map(len, result.outlines)) < 1000
    good = dict(GOOD.match(line).groups() for line in lines(result) if GOOD.match(line))
    assert len(good) >= 5
    assert set(good.values()) == {"pass"}
    counts = result.parseoutcomes()
    layers = len(lines(result))
    told = sum(counts.get(outcome, 0) for outcome in ("passed", "failed", "skipped", "xfailed"))
    assert told == layers * len(CHECKS), counts
    assert layers == len(good) + len(SOME)
    return lines(result)


def test_one_process_and_several_say_the_same(hostile):
    pytest.importorskip("xdist")
    alone = judged(hostile)
    assert any("changes the " in line for line in alone)
    steady = [line for line in alone if not line.startswith(("wavers", "changes"))]
    several = judged(hostile, "-n", "2")
    assert set(steady) <= {*several}
