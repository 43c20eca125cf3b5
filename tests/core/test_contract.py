"""Contracts are data that contradict neither themselves nor the notation."""

from __future__ import annotations

import dataclasses

import pytest

from ethan_core.contract import Contract, Integers, Interval
from ethan_core.errors import ContractError


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"shapes": "N, N -> N"},
            "shapes 'N, N -> N' names 2 inputs, but inputs names 1: X",
        ),
        ({"constants": ("target",)}, "constants names 'target', which is no input; the inputs are X"),
        ({"domain": {"Y": Interval(0)}}, "domain names 'Y', which is no input; the inputs are X"),
        ({"integers": {"ids": Integers(5)}}, "integers names 'ids', which is no input; the inputs are X"),
        ({"reduction": "average"}, "reduction 'average': expected one of sum, mean, per_sample"),
        ({"reduction": {"W": "avg"}}, "reduction 'avg': expected one of sum, mean, per_sample"),
    ],
)
def test_contradictions_are_refused(arguments, message):
    with pytest.raises(ContractError) as caught:
        Contract(**arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "arguments", [{"shapes": "N"}, {"shapes": "N ? -> N"}, {"parameters": {"W": "out-"}}]
)
def test_misspelt_shapes_are_refused(arguments):
    with pytest.raises(ContractError):
        Contract(**arguments)


def test_a_contract_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Contract().shapes = "N -> N"


def test_reductions_by_name():
    contract = Contract(reduction={"X": "per_sample", "W": "mean"})
    assert contract.reduction_of("X", is_input=True) == "per_sample"
    assert contract.reduction_of("W", is_input=False) == "mean"
    assert contract.reduction_of("b", is_input=False) == "sum"
    assert Contract(reduction="mean").reduction_of("X", is_input=True) == "sum"
    assert Contract(reduction="mean").reduction_of("W", is_input=False) == "mean"


def test_parameter_shapes_are_parsed():
    shapes = Contract(parameters={"W": "out in", "b": "out"}).parameter_shapes()
    assert shapes["W"].concrete({"out": 2, "in": 3}) == (2, 3)
    assert shapes["b"].names() == {"out"}


def test_intervals():
    assert Interval(0, 1).contains(0)
    assert not Interval(0, 1, open=True).contains(0)
    assert not Interval(0, 1).contains(1.5)
    assert Interval().contains(-1e300)
    with pytest.raises(ContractError, match=r"^interval from 1 to 1: low must be below high$"):
        Interval(1, 1)
