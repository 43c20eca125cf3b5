"""Contracts and conventions as plain data."""

import json
from math import inf

from ethan_check.baseline.declared import contract_as_data, convention_as_data
from ethan_check.subject.options import LayerOptions
from ethan_core.contract import Contract, Integers, Interval, Kink


def test_a_contract_is_what_it_states():
    assert contract_as_data(None) == contract_as_data(Contract()) == {}
    contract = Contract(
        shapes="N k, N -> N",
        inputs=("X", "t"),
        constants=("t",),
        domain={"X": Interval(0, inf)},
        integers={"t": Integers("k")},
        kinks=(Kink(0.0, 1.0),),
        reduction={"W": "mean"},
    )
    found = contract_as_data(contract)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["integers"] == {"t": {"below": "k"}}
    assert found["kinks"] == [{"at": 0.0, "derivative": 1.0}]
    assert contract_as_data(contract) != contract_as_data(Contract(shapes="N k, N -> N", inputs=("X", "t")))


def test_a_convention_is_what_was_read_and_what_is_said():
    assert convention_as_data("plain", LayerOptions()) == {"read as": "plain"}
    options = LayerOptions(reduction={"W": "mean"}, frozen=("b",), differs={"X": -1.0}, certificate=1e-6)
    found = convention_as_data("plain", options)
    assert found == {
        "read as": "plain",
        "reduction": "{'W': 'mean'}",
        "frozen": "['b']",
        "differs": "{'X': -1.0}",
    }
