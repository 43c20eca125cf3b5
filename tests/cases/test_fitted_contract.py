"""The annotations of forward as a contract, with numbers for sizes that the layer fixes."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.fitted_contract import fitted_contract, stated_contract
from ethan_core import Contract


class Dense:
    def __init__(self, features: int = 4):
        self.W = np.ones((features, 2))

    def forward(self, x: Float[Array, "batch dim"]) -> Float[Array, "batch out"]:  # noqa: F722, F821
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Elementwise:
    def forward(self, x: Float[Array, "batch dim"]) -> Float[Array, "batch dim"]:  # noqa: F722, F821
        return 2 * x

    def backward(self, g):
        return 2 * g


class Declared(Elementwise):
    contract = Contract(shapes="N -> N")


class Plain:
    def forward(self, x):
        return x


def test_annotations_are_a_contract_unless_the_layer_has_one():
    assert stated_contract(Elementwise).shapes == "batch dim -> batch dim"
    assert stated_contract(Declared) is None
    assert stated_contract(Plain) is None


def test_a_size_that_the_weights_fix_becomes_a_number():
    assert fitted_contract(Dense, None, 0).shapes == "batch 4 -> batch out"
    assert fitted_contract(Dense(), None, 0).shapes == "batch 4 -> batch out"


def test_sizes_that_nothing_fixes_stay_names():
    assert fitted_contract(Elementwise, None, 0).shapes == "batch dim -> batch dim"


def test_without_annotations_there_is_none():
    assert fitted_contract(Plain, None, 0) is None
