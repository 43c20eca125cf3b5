"""What comes back to the product of an input with a parameter."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.diagnosis.behind_product import diagnose
from ethan_check.diagnosis.perhaps import certain
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.wrong_entries import differences


class Hidden:
    """tanh(x W) V, and what a test makes of what comes back to x W, and of the lines of the product."""

    def __init__(self, behind=lambda dz: dz, dx=lambda dz, w: dz @ w.T, shape=(3, 4), rows=False):
        rng = np.random.default_rng(0)
        self.w, self.v = rng.normal(size=shape), rng.normal(size=(shape[1], 2))
        self.behind, self.dx, self.rows = behind, dx, rows
        if rows:
            self.w = self.w.T.copy()

    def forward(self, x):
        self.x, self.h = x, np.tanh(x @ (self.w.T if self.rows else self.w))
        return self.h @ self.v

    def backward(self, g):
        dz = self.behind((g @ self.v.T) * (1 - self.h**2))
        self.dv = self.h.reshape(-1, self.h.shape[-1]).T @ g.reshape(-1, g.shape[-1])
        dw = self.x.reshape(-1, self.x.shape[-1]).T @ dz.reshape(-1, dz.shape[-1])
        self.dw = dw.T if self.rows else dw
        return self.dx(dz, self.w.T if self.rows else self.w)


X = np.random.default_rng(1).normal(size=(5, 3))
TEXT = (
    "what comes back to the product of X with w is wrong, and their gradients follow: the lines of "
    "the product are right, those after it are not"
)


def said(layer, x=X):
    """By target, what the diagnosis says of sure."""
    subject = Subject(layer, (x,))
    found = directional_test(subject, subject.values, np.random.default_rng(2))
    return {one.target: certain(diagnose(one, subject)) for one in differences(subject, found)}


@pytest.mark.parametrize(
    "behind", [lambda dz: dz + np.abs(dz), lambda dz: dz[::-1], lambda dz: np.sin(3 * dz)]
)
def test_both_gradients_say_so(behind):
    assert said(Hidden(behind)) == {"dL_dX": [TEXT], "dL_dw": [TEXT]}


@pytest.mark.parametrize("shape", [(3, 3), (3, 4)], ids=["square", "oblong"])
def test_a_matrix_that_is_kept_the_other_way_round(shape):
    assert said(Hidden(lambda dz: dz[::-1], shape=shape, rows=True))["dL_dX"] == [TEXT]


def test_steps_of_time_are_rows():
    steps = np.random.default_rng(2).normal(size=(2, 3, 3))
    assert said(Hidden(lambda dz: dz + np.abs(dz)), steps)["dL_dw"] == [TEXT]


def test_the_report_says_it():
    def behind(dz):
        return dz * np.linspace(0.5, 2.0, dz.shape[1]) @ np.roll(np.eye(dz.shape[1]), 1, axis=0)

    assert TEXT in str(check_layer(Hidden(behind), (X,), checks=["gradient"]))


def test_a_mistake_in_a_line_of_the_product_is_not():
    assert said(Hidden(dx=lambda dz, w: dz[::-1] @ w.T)) == {"dL_dX": []}


def test_two_mistakes_are_not():
    found = said(Hidden(lambda dz: dz + np.abs(dz), dx=lambda dz, w: dz[::-1] @ w.T))
    assert found == {"dL_dX": [], "dL_dw": []}
