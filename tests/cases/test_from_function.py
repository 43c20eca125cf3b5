"""Cases from a rule of the layer's own."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh

from ethan_check import Case
from ethan_check.cases.from_function import DrawerSource
from ethan_check.subject.execution.faults import LayerFault


def rows(rng):
    return Case(Tanh(), rng.normal(size=(int(rng.integers(1, 9)), 2)))


def test_a_position_gives_one_case_and_rules_take_turns():
    source = DrawerSource((rows, lambda rng: Case(Tanh(), np.zeros(1))), 3)
    np.testing.assert_array_equal(source.draw(2).case.inputs[0], source.draw(2).case.inputs[0])
    assert source.draw(1).case.inputs[0].shape == (1,)
    assert source.draw(2).case.inputs[0].ndim == 2
    assert not source.draw(0).tentative


def test_the_smallest_case_that_fails_is_found():
    found = DrawerSource((rows,), 0).smaller(lambda drawn: len(drawn.case.inputs[0]) >= 3)
    assert len(found.case.inputs[0]) == 3
    assert DrawerSource((rows,), 0).smaller(lambda drawn: False) is None


def test_a_rule_that_does_not_work_is_named():
    with pytest.raises(LayerFault, match=r"^the rule that draws cases raised ZeroDivisionError"):
        DrawerSource((lambda rng: 1 / 0,), 0).draw(0)
    with pytest.raises(LayerFault, match="returned a list, expected a Case"):
        DrawerSource((lambda rng: [],), 0).draw(0)
