"""Cases from a contract: configurations in turn, free axes and values drawn."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check.cases.from_contract import ContractSource, says_shapes
from ethan_core import Contract
from ethan_core.errors import ContractError


def affine(*configurations):
    return ContractSource([(lambda c=c: Affine(**c), c) for c in configurations], None, 0)


def test_what_the_layer_fixes_is_kept_and_the_rest_is_drawn():
    source = affine({"features": 3, "width": 2})
    shapes = [source.draw(k).case.inputs[0].shape for k in range(8)]
    assert {features for _, features in shapes} == {3}
    assert {rows for rows, _ in shapes} == {1, 2, 3, 5, 17, 33}


def test_configurations_take_turns_and_each_is_made_once():
    source = affine({"features": 3, "width": 2}, {"features": 1, "width": 4})
    drawn = [source.draw(k) for k in range(4)]
    assert [each.configuration for each in drawn] == [0, 1, 0, 1]
    assert drawn[0].case.layer is drawn[2].case.layer
    assert [each.case.label for each in drawn[:2]] == ["features=3 width=2", "features=1 width=4"]


def test_given_arrays_come_first():
    source = ContractSource([(Tanh, {})], None, 0, first=(X,))
    assert source.draw(0).case.inputs[0] is X
    assert source.draw(0).parameter_seed is None
    assert source.draw(1).parameter_seed == 1


def test_the_smallest_plan_that_fails_becomes_a_case():
    found = affine({"features": 2, "width": 1}).smaller(lambda drawn: len(drawn.case.inputs[0]) >= 2)
    assert found.case.inputs[0].shape == (2, 2)
    assert affine({}).smaller(lambda drawn: False) is None


def test_a_batch_of_one_is_left_where_two_rows_fail_as_well():
    assert affine({"features": 2}).smaller(lambda drawn: True).case.inputs[0].shape == (2, 2)
    alone = affine({"features": 2}).smaller(lambda drawn: len(drawn.case.inputs[0]) == 1)
    assert alone.case.inputs[0].shape == (1, 2)


def test_the_layer_s_own_contract_counts_before_another():
    other = Contract(shapes="N -> N")
    assert ContractSource([(Tanh, {})], other, 0).draw(0).case.inputs[0].ndim == 2
    assert ContractSource([(object, {})], other, 0).draw(0).case.inputs[0].ndim == 1


def test_shapes_that_nothing_satisfies_are_refused():
    contract = Contract(shapes="N H -> N H-50")
    with pytest.raises(ContractError, match="no sizes from 1 to 40"):
        ContractSource([(object, {})], contract, 0).draw(0)


@pytest.mark.parametrize(
    ("contract", "says"), [(None, False), (Contract(), False), (Contract(shapes="N -> N"), True)]
)
def test_cases_can_be_drawn_from_shapes(contract, says):
    assert says_shapes(contract) is says


def test_values_are_those_of_the_plan():
    one, same = affine({}).draw(5), affine({}).draw(5)
    np.testing.assert_array_equal(one.case.inputs[0], same.case.inputs[0])
