"""A term that is an array times one number for each slice."""

import numpy as np
import pytest

from diagnosis.stated import said, wrong_of
from ethan_check import check_layer
from ethan_check.diagnosis.perhaps import certain
from ethan_check.diagnosis.scaled_slices import diagnose

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4))
ROWS = np.repeat(np.arange(3), 4)
TRUE = RNG.normal(size=(12, 3)) * (ROWS[:, None] == np.arange(3))
TEXT = "a term is wrong in dL_dX: what it lacks, or has too much, is {} times one number for all along axis 1"


def with_term(term):
    """A Jacobian of rows that feed one output each, which lacks a term."""
    scale = RNG.normal(size=(1, 3)) * (ROWS[:, None] == np.arange(3))
    return TRUE + scale * term.reshape(-1, 1)


@pytest.mark.parametrize(
    ("term", "words"), [(X, "X"), (np.exp(X), "the softmax of X")], ids=["the input", "its softmax"]
)
def test_a_multiple_by_row_is_named(term, words):
    assert TEXT.format(words) in certain(said(diagnose, TRUE, with_term(term), (3, 4), (3,), x=X))


@pytest.mark.parametrize("term", [X**3, np.sin(X), RNG.normal(size=X.shape)], ids=["cube", "sine", "any"])
def test_what_is_no_multiple_is_not(term):
    assert certain(said(diagnose, TRUE, with_term(term), (3, 4), (3,), x=X)) == []


def test_a_factor_by_row_is_no_term():
    stated = TRUE * RNG.normal(size=(1, 3))
    assert certain(said(diagnose, TRUE, stated, (3, 4), (3,), x=X)) == []


def test_rows_of_one_entry_prove_nothing():
    true = np.diag(RNG.normal(size=3))
    said_of_it = list(diagnose(*wrong_of(true, true + np.diag(RNG.normal(size=3)), (3, 1), (3,))))
    assert said_of_it != []
    assert certain(said_of_it) == []


class Length:
    """The norm of each row."""

    def forward(self, x):
        self.x, self.n = x, np.sqrt((x**2).sum(axis=1) + 1)
        return np.log(self.n) * x.sum(axis=1)

    def backward(self, g):
        return (g * np.log(self.n))[:, None] * np.ones_like(self.x)


class Distance:
    """Of two vectors, beside the square of the first."""

    def forward(self, a, b):
        self.a, self.b, self.d = a, b, np.sqrt(((a - b) ** 2).sum(axis=1) + 0.1)
        return self.d + (a**3).sum(axis=1)

    def backward(self, g):
        pull = (g / self.d)[:, None] * (self.a - self.b)
        return 3 * g[:, None] * self.a**2, -pull


class LogSumExp:
    """Beside a sum of squares; what comes through the exponentials is left out."""

    def forward(self, x):
        self.x = x
        return np.log(np.exp(x).sum(axis=1)) + (x**2).sum(axis=1)

    def backward(self, g):
        return 2 * g[:, None] * self.x


@pytest.mark.parametrize(
    ("layer", "inputs", "words"),
    [
        (Length(), (X,), "X"),
        (Distance(), (X, X[::-1] + 1), "X0 - X1"),
        (LogSumExp(), (X,), "the softmax of X"),
    ],
    ids=["norm", "distance", "log-sum-exp"],
)
def test_layers_are_told_what_they_leave_out(layer, inputs, words):
    report = check_layer(layer, inputs, checks=["gradient"])
    (finding, *_) = report.failures
    texts = finding.evidence["looks_like"]
    assert any(f"is {words} times one number" in text for text in texts), texts
