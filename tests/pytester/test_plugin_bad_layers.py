"""Layers that go wrong before or beside their gradient: one clear first line each."""

from fnmatch import fnmatch

import pytest

HEAD = """
import numpy as np
from ethan_core import Contract, register

class Square:
    contract = Contract(shapes="N d -> N d")
    def forward(self, X):
        self.X = X
        return X * X
    def backward(self, dL_dY):
        return 2 * self.X * dL_dY
"""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("def __init__(self): raise OSError('no file')", "bad.v1: *OSError: no file*"),
        ("def __init__(self, size): ...", "bad.v1: *size*"),
        ("def forward(self, X): raise KeyError('W')", "bad.v1: forward raised KeyError: 'W'*"),
        ("def backward(self, dL_dY): raise KeyError('W')", "bad.v1: backward raised KeyError: 'W'*"),
        ("def backward(self, dL_dY): return None", "bad.v1: *dL_dX*None*"),
        ("def backward(self, dL_dY): return np.ones((7, 7))", "bad.v1: *dL_dX*(7, 7)*"),
        ("contract = Contract(shapes='N N+1-N-1+k*0-1 -> N')", "bad.v1: *shape*"),
    ],
)
def test_the_first_line_says_what_is_wrong(project, body, message):
    project.module("layers", f"{HEAD}\n@register('bad.v1')\nclass Bad(Square):\n    {body}\n")
    result = project.run("--ethan-check", "--ethan-layers=layers", "--ethan-checks=gradient")
    result.assert_outcomes(failed=1)
    start = next(number for number, line in enumerate(result.outlines) if "FAILURES" in line)
    assert fnmatch(result.outlines[start + 2], message), result.outlines[start + 2]


FINALISED = """
from ethan_core import Contract, register


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("late.v1")
class Late(Square):
    def __init__(self):
        self.ring = self

    def __del__(self):
        raise ValueError("late")


register("other.v1")(type("Other", (Square,), {}))
"""


def test_what_a_finaliser_raises_fails_nobody_where_warnings_are_errors(project):
    project.module("layers", FINALISED)
    result = project.run_apart(
        "--ethan-only", "--ethan-layers=layers", "--ethan-checks=gradient,shapes", "-Werror"
    )
    result.assert_outcomes(passed=4)
    assert result.ret == 0
