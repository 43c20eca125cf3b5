"""Where ties stay ties there is a derivative, and backward is held to it."""

from dataclasses import replace

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.numerics.comparison import Comparison
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.staying_ties import illegal_where_ties_stay
from ethan_core import Contract


class Largest:
    """The gradient goes to the first of equal entries, to the last, in equal shares, or to each in full."""

    contract = Contract(shapes="N D -> N", inputs=("x",))

    def __init__(self, to="first"):
        self.to = to

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, g):
        tied = (self.x == self.x.max(axis=1, keepdims=True)) * 1.0
        if self.to == "shares":
            tied /= tied.sum(axis=1, keepdims=True)
        elif self.to == "first":
            tied *= np.cumsum(tied, axis=1) == 1
        elif self.to == "last":
            tied *= np.cumsum(tied[:, ::-1], axis=1)[:, ::-1] == 1
        return tied * g[:, None]


class Relu:
    def __init__(self, at_zero):
        self.at_zero = at_zero

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        return g * np.where(self.x == 0, self.at_zero, self.x > 0)


class Difference(Relu):
    """Two kinks that cancel where both entries move together."""

    def forward(self, x):
        self.x = x
        return np.maximum(x[:, 0], 0) - np.maximum(x[:, 1], 0)

    def backward(self, g):
        step = np.where(self.x == 0, self.at_zero, self.x > 0)
        return g[:, None] * step * np.array([1.0, -1.0])


TIES = {"two": np.array([[2.0, 2.0, 1.0], [0.5, -1.0, 0.25]]), "all": np.array([[1.5, 1.5, 1.5]])}


def asked(layer, x, seed=0):
    subject, rng = Subject(layer, (x,)), np.random.default_rng(seed)
    return illegal_where_ties_stay(subject, directional_test(subject, subject.values, rng), rng)


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("seed", range(5))
def test_any_way_to_share_is_legal_and_none_to_count_twice(ties, seed):
    assert all(asked(Largest(to), TIES[ties], seed) is None for to in ("first", "last", "shares"))
    assert asked(Largest("each"), TIES[ties], seed).startswith(
        "as equal entries move together, backward states "
    )


def test_without_ties_nothing_is_asked():
    assert asked(Largest("each"), np.array([[3.0, 2.0, 1.0]])) is None


@pytest.mark.parametrize("at_zero", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("cls", [Relu, Difference])
def test_kinks_that_stay_or_cancel_are_legal(cls, at_zero):
    assert asked(cls(at_zero), np.array([[0.0, 0.0], [1.0, 1.0]])) is None


@pytest.mark.parametrize("seed", range(12))
def test_it_is_caught_under_any_seed(seed):
    wrong = check_layer(Largest("each"), checks=["gradient"], seed=seed, shrink=False)
    assert wrong.verdict == "fail"
    right = check_layer(Largest("shares"), checks=["gradient"], seed=seed)
    assert right.verdict == "pass", str(right)


@pytest.mark.parametrize(("apart", "is_asked"), [(2.0**-7, True), (2.0**-10, False)])
def test_what_is_nearly_tied_is_not_asked(apart, is_asked):
    found = asked(Largest("each"), np.array([[2.0, 2.0, 2.0 - apart]]))
    assert (found is not None) is is_asked


@pytest.mark.parametrize(("disagreeing", "convicts"), [(2, False), (3, True)])
def test_three_directions_have_to_disagree(disagreeing, convicts, monkeypatch):
    subject, rng = Subject(Largest("each"), (TIES["all"],)), np.random.default_rng(0)
    found = directional_test(subject, subject.values, rng)
    answers = iter([Comparison(0.0, 1.0, 0.5)] * disagreeing + [Comparison(0.0, 1.0, 2.0)])
    monkeypatch.setattr(
        "ethan_check.verdict.staying_ties.directional_test",
        lambda *_, **__: replace(found, comparison=next(answers), cotangent=np.ones(1)),
    )
    assert (illegal_where_ties_stay(subject, found, rng) is not None) is convicts
