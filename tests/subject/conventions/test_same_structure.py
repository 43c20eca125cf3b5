"""Gradients in a structure like that of the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.conventions.same_structure import beside_others, in_its_place

X = np.random.default_rng(1).normal(size=(4, 3))


class Pair(NamedTuple):
    w: Any
    b: Any


@dataclass
class Record:
    w: Any
    b: Any


def as_dict(w, b):
    return {"w": w, "b": b}


def as_list(w, b):
    return [{"kernel": w}, {"kernel": b}]


STRUCTURES = {"named tuple": Pair, "dataclass": Record, "dictionary": as_dict, "list": as_list}


def two(held):
    """Both arrays of a structure."""
    if isinstance(held, list):
        return held[0]["kernel"], held[1]["kernel"]
    return (held["w"], held["b"]) if isinstance(held, dict) else (held.w, held.b)


def layer(structure, bug="", parameters="state", gradients="grads"):
    """x W B with both arrays in one structure and both gradients in another."""

    class Layer:
        def __init__(self):
            rng = np.random.default_rng(0)
            setattr(self, parameters, structure(rng.normal(size=(3, 3)), rng.normal(size=(3, 3))))

        def forward(self, x):
            w, b = two(getattr(self, parameters))
            self.x, self.h = x, x @ w
            return self.h @ b

        def backward(self, g):
            w, b = two(getattr(self, parameters))
            dw, db = self.x.T @ (g @ b.T), self.h.T @ g
            if bug == "scaled":
                dw = 1.01 * dw
            if bug == "forgets the cotangent":
                db = self.h.T @ np.ones_like(g)
            if bug == "exchanged":
                dw, db = db, dw
            setattr(self, gradients, structure(dw, db))
            return g @ b.T @ w.T

    return Layer()


def verdict(layer):
    return check_layer(layer, (X,), checks=["gradient"], shrink=False)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("parameters", ["state", "params"])
def test_both_are_read_and_a_wrong_one_is_told_by_its_name(structure, parameters):
    right = verdict(layer(STRUCTURES[structure], parameters=parameters))
    assert right.verdict == "pass", str(right)
    judged = [entry.became for entry in right.account.values()]
    assert judged == ["judged"] * 3
    wrong = verdict(layer(STRUCTURES[structure], "scaled", parameters))
    assert [found.verdict for found in wrong.findings if found.verdict != "pass"] == ["fail"], str(wrong)
    assert "is 1.01 times the derivative" in str(wrong)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_one_that_forgets_the_cotangent_is_found_in_its_place(structure):
    wrong = verdict(layer(STRUCTURES[structure], "forgets the cotangent"))
    assert wrong.verdict == "fail", str(wrong)


@pytest.mark.parametrize("structure", ["named tuple", "dataclass", "dictionary"])
def test_names_say_whose_a_gradient_is(structure):
    assert verdict(layer(STRUCTURES[structure], "exchanged")).verdict == "fail"


def test_positions_do_not_where_what_they_do_says_otherwise():
    """As gradients are appended from the last layer to the first."""
    assert verdict(layer(STRUCTURES["list"], "exchanged")).verdict == "pass"


def test_the_fields_of_a_named_tuple_are_names():
    assert set(verdict(layer(Pair)).account) == {"X", "w", "b"}


def test_what_a_structure_is_called_does_not_matter_where_another_of_its_gradients_is_right():
    wrong = verdict(layer(Pair, "scaled", gradients="out"))
    assert wrong.verdict == "fail", str(wrong)


def test_a_name_that_two_parameters_have_says_of_neither_whose_gradient_it_is():
    place, one, other = ("grads", "w"), ("one", "w"), ("two", "w")
    assert in_its_place([place], one) == place
    assert in_its_place([place], one, [other]) is None


def test_the_whole_way_to_a_parameter_counts():
    assert in_its_place([("grads", "one", "w")], ("one", "w")) == ("grads", "one", "w")
    assert in_its_place([("cache", "one", "w")], ("one", "w")) is None


def test_others_of_the_same_structure_say_where_the_rest_is():
    found = {("out", "1", "w"): ("layers", "1", "w")}
    assert beside_others([("out", "0", "w")], ("layers", "0", "w"), found) == ("out", "0", "w")
    assert beside_others([("out", "0", "w")], ("layers", "0", "w"), {}) is None
    assert beside_others([("grads", "0")], ("layers", "0"), {}) == ("grads", "0")
