"""Which arguments of backward are given what."""

import numpy as np
import pytest

from ethan_check.subject.conventions.signatures import candidate_calls

from .trials import trial_of

X = np.ones((2, 3))


def layer(forward, backward, returned="X"):
    space = {"X": X}
    exec(f"def forward(self, {forward}): return {returned}\ndef backward(self, {backward}): return g", space)
    return type("Layer", (), {"forward": space["forward"], "backward": space["backward"]})()


def roles(one, *inputs):
    return [tuple(role for _, role in call.roles) for call in candidate_calls(trial_of(one, *inputs))]


@pytest.mark.parametrize(
    ("forward", "backward", "returned", "expected"),
    [
        ("x", "g", "X", [("cotangent",)]),
        ("x", "x, g", "X", [("X0", "cotangent")]),
        ("X", "X, dL_dY, lr", "X", [("X0", "cotangent", "rate")]),
        ("x", "dout, cache", "(X, X)", [("cotangent", "cache")]),
        ("x", "g, dx", "X", [("cotangent", "out")]),
        ("x", "g, lr=0.1", "X", [("cotangent", "rate")]),
        ("x", "g, optimizer", "X", [("cotangent", "optimizer")]),
        ("x", "da, db", "(X, X)", [("cotangent0", "cotangent1")]),
        ("x", "*gradients", "(X, X)", [("cotangent0", "cotangent1")]),
        ("x", "", "X", []),
        ("ctx, x", "ctx, g", "X", [("cache", "cotangent")]),
        (
            "x",
            "p, q",
            "X",
            [("cotangent", "X0"), ("cotangent", "rate"), ("X0", "cotangent"), ("rate", "cotangent")],
        ),
    ],
)
def test_roles(forward, backward, returned, expected):
    assert roles(layer(forward, backward, returned), X) == expected


def test_two_inputs_by_name_or_in_one_list():
    assert roles(layer("a, b", "g, b, a"), X, X) == [("cotangent", "X1", "X0")]
    (call,) = candidate_calls(trial_of(layer("inputs", "g"), X, X))
    assert call.listed


def test_what_takes_another_number_of_inputs_is_not_called():
    assert roles(layer("a, b, c", "g"), X) == []
    assert roles(object(), X) == []


def test_the_signatures_are_looked_at_once():
    trial = trial_of(layer("x", "g"), X)
    assert candidate_calls(trial) is candidate_calls(trial)
