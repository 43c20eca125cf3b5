"""Gradients add up over calls all together, or not at all."""

import numpy as np
import pytest

from checks.judging import Affine, X, asked, failure
from ethan_check import Subject
from ethan_check.checks.adding_up import partly_adding_up


class Adding(Affine):
    """Adds the gradients that it names up, until it is reset."""

    adding = ("W", "b")

    def __init__(self):
        super().__init__()
        self.zero_grad()

    def zero_grad(self):
        self.dW, self.db = np.zeros((3, 2)), np.zeros(2)

    def backward(self, dout):
        before = {"W": self.dW, "b": self.db}
        dx = super().backward(dout)
        for name in self.adding:
            setattr(self, f"d{name}", before[name] + getattr(self, f"d{name}"))
        return dx


class AddsWeights(Adding):
    adding = ("W",)


class AddsBias(Adding):
    adding = ("b",)


class AddsNothing(Adding):
    adding = ()


@pytest.mark.parametrize("cls", [Adding, AddsNothing])
def test_all_or_none_is_right(cls):
    assert asked("state", cls(), X).verdict == "pass"


@pytest.mark.parametrize(("cls", "added", "kept"), [(AddsWeights, "W", "b"), (AddsBias, "b", "W")])
def test_some_is_wrong(cls, added, kept):
    _, line = failure(asked("state", cls(), X))
    assert line.endswith(f"dL_d{added} adds up over calls until zero_grad(), and dL_d{kept} does not")


def test_a_gradient_of_zeros_tells_nothing():
    subject = Subject(AddsWeights(), (X,))
    first = {"W": np.ones((3, 2)), "b": np.zeros(2)}
    assert partly_adding_up(subject, first, {"W": 2 * np.ones((3, 2)), "b": np.zeros(2)}) == ""
