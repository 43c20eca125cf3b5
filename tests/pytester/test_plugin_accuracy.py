"""With -v: how each layer was read, and how far it is from its documented formulas."""

import pytest

DOCUMENTED = """
import numpy as np
from ethan_core import Contract, register


class Square:
    '''Documented in full.

    Formula:
        Y[n,i] = X[n,i]**2
        dY[n,i]/dX[n,i] = 2*X[n,i]
    '''

    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


register("documented.v1", Square)


@register("forward.v1")
class Forward(Square):
    '''Documented in part.

    Formula:
        Y[n,i] = X[n,i]**2
    '''


@register("wrong.v1")
class Wrong(Square):
    __doc__ = Square.__doc__

    def backward(self, dL_dY):
        return 3 * self.X * dL_dY


@register("silent.v1")
class Silent(Square):
    '''Documents nothing.'''
"""

FOUR = r" +\d\.\d +\d\.\d +\d\.\d +\d\.\d"
TABLE = [
    r"against the documented formulas; errors in units in the last place, the worst of all cases",
    r" {15}derivative  forward  backward  forward, extreme  backward, extreme",
    rf"documented\.v1  holds     {FOUR}",
    rf"forward\.v1     not stated{FOUR}",
    r"wrong\.v1       fails             -         -                 -                  -",
    r"",
    r"4 layers: .*",
]


@pytest.fixture
def documented(project):
    project.module("layers", DOCUMENTED)
    return project


def section(result):
    start = next(number for number, line in enumerate(result.outlines) if "= ethan =" in line)
    return result.outlines[start:]


@pytest.mark.parametrize("how", [pytest.param((), id="alone"), pytest.param(("-n", "2"), id="xdist")])
def test_verbose_shows_the_reading_of_each_layer_and_a_row_for_each_that_documents_formulas(documented, how):
    if how:
        pytest.importorskip("xdist")
    run = documented.run_apart if how else documented.run
    result = run("--ethan-check", "--ethan-layers=layers", "--ethan-checks=formula,gradient", "-v", *how)
    result.stdout.re_match_lines(TABLE, consecutive=True)
    result.stdout.fnmatch_lines(
        ["silent.v1      pass          1 pass*", "               read as: plain object, no parameters"],
        consecutive=True,
    )
    assert sum("read as: " in line for line in section(result)) == 4
    result.stdout.fnmatch_lines(
        [
            "  read as: plain object, no parameters",
            "  backward: layers.py:*",
            "see it again: *",
            "wrong.v1: dL_dX is 3/2 times the derivative*",
        ]
    )
    assert sum("see it again" in line for line in result.outlines) == 1


def test_without_verbose_there_is_neither(documented):
    lines = section(
        documented.run("--ethan-check", "--ethan-layers=layers:Forward", "--ethan-checks=formula,shapes")
    )
    assert not any("read as" in line or "documented formulas" in line for line in lines)


def test_a_run_without_documented_formulas_has_no_table(documented):
    result = documented.run(
        "--ethan-check", "--ethan-layers=layers:Silent", "--ethan-checks=formula,shapes", "-v"
    )
    lines = section(result)
    assert any("read as" in line for line in lines)
    assert not any("documented formulas" in line for line in lines)
