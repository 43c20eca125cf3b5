"""Which source fits what a caller gave."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case
from ethan_check.cases.choose import choose_source
from ethan_check.cases.from_arrays import ArraySource
from ethan_check.cases.from_contract import ContractSource
from ethan_check.cases.from_function import DrawerSource
from ethan_check.numerics.tolerances.sizes import DEFAULT_CASES
from ethan_core.errors import ArgumentError


class Bare:
    """Nothing is known of its inputs."""

    def __init__(self, width=2):
        self.W = np.ones((3, width))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


def rule(rng):
    return Case(Tanh(), rng.normal(size=(2, 2)))


@pytest.mark.parametrize(
    ("layer", "inputs", "cases", "source"),
    [
        (Tanh(), None, None, ContractSource),
        (Tanh, None, None, ContractSource),
        (Affine, None, [{"features": 3}], ContractSource),
        (Bare(), (X,), None, ArraySource),
        (Bare(), X, None, ArraySource),
        (Bare(), None, None, ArraySource),
        (Bare, None, [{"width": 2}, {"width": 3}], ArraySource),
        (Bare, (X,), {"width": 2}, ArraySource),
        (Bare(), None, Case(Bare(), X), ArraySource),
        (None, None, rule, DrawerSource),
        (None, None, [rule, rule], DrawerSource),
    ],
)
def test_the_source_follows_what_is_given(layer, inputs, cases, source):
    found = choose_source(layer, inputs, None, cases, 0)
    assert isinstance(found, source)
    assert found.count == DEFAULT_CASES
    assert found.draw(0).case.layer is not None


def test_many_cases_are_all_looked_at():
    cases = [Case(Bare(), X) for _ in range(DEFAULT_CASES + 6)]
    assert choose_source(None, None, None, cases, 0).count == DEFAULT_CASES + 6


def test_a_guess_says_so_beside_its_arguments():
    source = choose_source(Bare, None, None, [{"width": 5}], 0)
    assert source.draw(0).case.label == "width=5 guessed"


@pytest.mark.parametrize(
    ("layer", "cases", "message"),
    [
        (Bare, [{}, Case(Bare(), X)], "cases must be of one kind"),
        (Bare, [], "cases is empty"),
        (Bare(), [{"width": 2}], "layer must be a class or a factory, not a Bare object"),
    ],
)
def test_what_does_not_fit_together_is_refused(layer, cases, message):
    with pytest.raises(ArgumentError, match=message):
        choose_source(layer, None, None, cases, 0)


def test_where_nothing_says_what_inputs_fit_the_message_says_what_to_give():
    class Refusing:
        def forward(self, x):
            raise ValueError("no")

    with pytest.raises(ArgumentError, match=r"nothing says what inputs Refusing takes.* give inputs=\(X,\)"):
        choose_source(Refusing(), None, None, None, 0)


@pytest.mark.parametrize("cases", [[], ()])
def test_no_cases_at_all_are_refused_in_one_line(cases):
    with pytest.raises(
        ArgumentError, match=r"^cases is empty, so nothing would be checked; leave it out, or give one$"
    ):
        choose_source(None, None, None, cases, 0)
