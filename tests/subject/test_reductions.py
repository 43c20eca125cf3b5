"""How parameter gradients are reduced over the batch: declared, suspected, or mixed up."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_core.errors import ArgumentError

X = np.random.default_rng(1).normal(size=(4, 3))


class Linear:
    """Divides the gradients that it is told to divide by the batch size."""

    def __init__(self, *divided):
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(3, 2)), rng.normal(size=2)
        self.divided = divided

    def forward(self, x):
        self.x = x
        return np.tanh(x @ self.W + self.b)

    def backward(self, g):
        g = g * (1 - np.tanh(self.x @ self.W + self.b) ** 2)
        self.dW = self.reduced("W", self.x.T @ g)
        self.db = self.reduced("b", g.sum(axis=0))
        return self.reduced("X", g @ self.W.T)

    def reduced(self, name, gradient):
        return gradient / len(self.x) if name in self.divided else gradient


class Fused(Linear):
    def backward(self, X, g, lr):
        dx = super().backward(g)
        self.W -= lr * self.dW
        self.b -= lr * self.db
        return dx

    def forward(self, X):
        return super().forward(X)


def message(layer, **options):
    return check_layer(layer, (X,), checks=("gradient",), **options).message


@pytest.mark.parametrize(
    ("divided", "reduction"),
    [
        ((), None),
        ((), "sum"),
        (("W", "b"), "mean"),
        (("W", "b"), {"W": "mean", "b": "mean"}),
        (("W",), {"W": "mean", "b": "sum"}),
        (("b",), {"b": "mean"}),
        (("X", "W", "b"), {"X": "mean", "W": "mean", "b": "mean"}),
    ],
)
def test_a_declared_reduction_is_held(divided, reduction):
    assert check_layer(Linear(*divided), (X,), reduction=reduction).verdict == "pass"


@pytest.mark.parametrize("divided", [("W",), ("b",), ("W", "b")])
def test_one_that_is_not_declared_fails(divided):
    report = check_layer(Linear(*divided), (X,), checks=("gradient",))
    assert {finding.target for finding in report.failures} == {f"dL_d{name}" for name in divided}


def test_all_divided_looks_like_a_convention_and_the_line_that_declares_it_is_printed():
    text = message(Linear("W", "b"))
    assert 'batch-mean convention; if it is yours, declare reduction={"W": "mean", "b": "mean"}' in text
    assert message(Linear("W", "b"), reduction={"W": "mean", "b": "mean"}).endswith("24 cases")


def test_everything_divided_declares_the_input_as_well():
    assert 'declare reduction={"X": "mean", "W": "mean", "b": "mean"}' in message(Linear("X", "W", "b"))


def test_a_mixture_is_a_mistake_that_says_which_is_which():
    text = message(Linear("b"))
    assert "dL_db is the mean over the batch, but dL_dW is the sum" in text
    assert "declare reduction" not in text


def test_an_input_gradient_alone_is_no_convention():
    text = message(Linear("X"))
    assert "dL_dX was divided by the batch size" in text
    assert "convention" not in text


def test_a_sum_where_the_mean_is_the_convention():
    text = message(Fused())
    assert 'if it is yours, declare reduction={"W": "sum", "b": "sum"}' in text
    assert message(Fused(), reduction="sum").endswith("24 cases")
    assert check_layer(Fused("W", "b"), (X,)).verdict == "pass"


def test_a_reduction_of_a_parameter_that_is_not_there():
    with pytest.raises(ArgumentError, match=r"reduction names 'V', but the parameters of Linear are W, b"):
        Subject(Linear(), (X,), reduction={"V": "mean"})
    report = check_layer(Linear(), (X,), reduction={"V": "mean"}, checks=("gradient",))
    assert report.verdict == "error"
    assert "the parameters of Linear are W, b" in str(report)
