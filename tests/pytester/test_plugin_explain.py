"""`--ethan-explain`: every item says how its verdict was reached."""

import json

import pytest

LAYERS = """
import numpy as np

class Right:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g

class Wrong(Right):
    def backward(self, g):
        return self.x * g
"""

SELECTED = ("--ethan-only", "--ethan-layers=explained", "--ethan-checks=gradient")


@pytest.fixture
def layers(pytester):
    pytester.makepyfile(explained=LAYERS)


def test_a_failure_shows_its_steps_below_its_message(pytester, layers):
    result = pytester.runpytest_inprocess(*SELECTED, "--ethan-explain", "-k", "wrong")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "wrong.v0: dL_dX is 1/2 of the derivative*",
            "see it again: *",
            "*ethan: how the verdict was reached*",
            "check gradient",
            "  read as plain object, no parameters",
            "    directional test at the case's own point: disagrees",
            "      it repeats: a mistake*",
            "    dL_dX: fail",
        ]
    )


def test_a_pass_shows_its_steps_before_the_summary(pytester, layers):
    result = pytester.runpytest_inprocess(*SELECTED, "--ethan-explain", "-k", "right")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*ethan::right.v0::gradient: how the verdict was reached*",
            "    directional test at the case's own point: agrees",
            "      methods complex step: *",
            "*= ethan =*",
            "right.v0 *pass*",
        ]
    )


def test_nothing_of_it_is_there_unless_it_is_asked_for(pytester, layers):
    result = pytester.runpytest_inprocess(*SELECTED)
    assert "how the verdict was reached" not in result.stdout.str()


def test_the_steps_cross_from_a_worker_of_xdist(pytester, layers):
    pytest.importorskip("xdist")
    pytester.makeconftest(
        """
        import json, pathlib

        def pytest_runtest_logreport(report):
            if report.when == "call":
                pathlib.Path("trace.json").write_text(json.dumps(report.ethan["trace"]))
        """
    )
    result = pytester.runpytest_subprocess(*SELECTED, "--ethan-explain", "-k", "right", "-n1")
    result.stdout.fnmatch_lines(["*ethan::right.v0::gradient: how the verdict was reached*"])
    (check,) = json.loads((pytester.path / "trace.json").read_text())
    assert check["what"] == "check gradient"
    assert check["steps"][0]["what"].startswith("read as plain object")
