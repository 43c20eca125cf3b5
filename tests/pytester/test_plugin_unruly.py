"""A layer that hangs or kills the interpreter: the rest of the run is complete, and the culprit is named."""

import pytest

LAYERS = """
import os
import time
import numpy as np
from ethan_core import Contract, register


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("aborting.v1")
class Aborting(Square):
    def backward(self, dL_dY):
        os.abort()


@register("hanging.v1")
class Hanging(Square):
    def forward(self, X):
        while True:
            time.sleep(0.01)


for name in ("a", "b", "c", "y", "z"):
    register(f"{name}.v1", Square)


@register("halved.v1")
class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY
"""

CHECKS = "--ethan-checks=gradient,shapes,linearity,state,purity,layout"


@pytest.fixture
def unruly(project):
    project.module("layers", LAYERS)
    return project


def verdicts(result):
    """The section's lines for layers, by layer."""
    return {line.split()[0]: line.split(None, 1)[1] for line in result.outlines if ".v1  " in line}


def test_a_layer_that_never_returns_is_stopped_once_and_named(unruly):
    pytest.importorskip("pytest_timeout")
    limit = "--timeout=5"  # seconds: a thousand times what a check of the others takes
    result = unruly.run("--ethan-check", "--ethan-layers=layers", CHECKS, limit, "-k", "not aborting", "-rs")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    found = verdicts(result)
    assert found.pop("hanging.v1").endswith("1 error, 5 not asked  did not return")
    assert found.pop("halved.v1").startswith("fail ")
    assert len(found) == 5
    assert all(line.startswith("pass ") for line in found.values()), found
    result.stdout.fnmatch_lines(
        [
            "hanging.v1: did not return within the time limit (*layers.py:*)",
            "Timeout *>5*s*",
            "SKIPPED *hanging.v1 did not return in ethan::hanging.v1::gradient; its other checks are not run",
        ]
    )


def test_over_several_processes_a_crash_and_a_hang_are_named_and_everything_else_is_judged(unruly):
    pytest.importorskip("xdist")
    pytest.importorskip("pytest_timeout")
    limit = "--timeout=10"  # seconds: the first check of a new process imports what it needs
    result = unruly.run_apart("--ethan-check", "--ethan-layers=layers", CHECKS, limit, "-n", "2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    found = verdicts(result)
    assert found.pop("aborting.v1").startswith("error ")
    assert found.pop("hanging.v1").startswith("error ")
    assert found.pop("halved.v1").startswith("fail ")
    assert sorted(found) == [f"{name}.v1" for name in "abcyz"]
    assert all("6 pass" in line or "5 pass, 1 not applicable" in line for line in found.values()), found
    assert "ended its process" in "\n".join(result.outlines)
    result.stdout.fnmatch_lines_random(
        [
            "aborting.v1: ended the process that ran it in backward",
            "worker 'gw*' crashed while running *",
            "hanging.v1: did not return within the time limit (*",
        ]
    )
    crashes = [line for line in result.outlines if line.startswith("FAILED ethan::aborting.v1::")]
    assert 1 <= len(crashes) <= 2  # both workers may have been in it at once
    result.stdout.no_fnmatch_line("*maximum crashed workers*")


def test_a_layer_that_never_returns_is_ended_with_its_worker(unruly):
    pytest.importorskip("xdist")
    arguments = ("--ethan-only", "--ethan-layers=layers", "--ethan-checks=shapes,state", "-n", "2")
    limits = ("--ethan-timeout=10", "-p", "no:timeout")  # seconds: the first check imports what it needs
    result = unruly.run_apart(*arguments, *limits)
    found = verdicts(result)
    assert found.pop("aborting.v1") == "error         1 error, 1 not asked  ended its process"
    assert found.pop("hanging.v1") == "error         1 error, 1 not asked  did not return"
    assert sorted(found) == ["a.v1", "b.v1", "c.v1", "halved.v1", "y.v1", "z.v1"]
    result.stdout.fnmatch_lines_random(
        [
            "aborting.v1: ended the process that ran it in backward",
            "hanging.v1: did not return within 10 seconds in forward (*layers.py:*); its worker was ended",
        ]
    )


def test_an_ordinary_failure_stops_nothing(unruly):
    result = unruly.run("--ethan-check", "--ethan-layers=layers:Halved", CHECKS)
    result.assert_outcomes(passed=5, failed=1)
