"""All diagnoses together: what has no name gets none, and the most useful explanation comes first."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from checks.judging import Tanh, X

import ethan_check.diagnosis
from diagnosis.broken_layers import Affine, explanations, put, wrong_gradient
from ethan_check import Subject, check_layer
from ethan_check.diagnosis import diagnose
from ethan_check.diagnosis.perhaps import certain

NAMELESS = {
    "the square of the input": Affine(
        put("dW", lambda s, d: s.dW + np.einsum("ntf,ntw->fw", s.x[::-1] ** 2, d))
    ),
    "another function of it": Affine(put("dW", lambda s, d: s.dW + np.einsum("ntf,ntw->fw", np.cos(s.x), d))),
}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", NAMELESS)
def test_what_has_no_name_gets_none(name, seed):
    assert explanations(NAMELESS[name], seed) == []


class TwoOutputs:
    """Of shapes that no array holds together; backward is wrong in one of many ways."""

    def __init__(self, wrong):
        self.wrong = wrong

    def forward(self, x):
        self.y = np.tanh(x)
        return self.y * self.y.mean(axis=0), x.sum(axis=1)[:-1]

    def backward(self, g, h):
        through = g * self.y.mean(axis=0) + (g * self.y).sum(axis=0) / len(self.y)
        right = through * (1 - self.y**2) + np.append(h, 0)[:, None]
        return self.wrong(right, self.y)


@pytest.mark.parametrize("inputs", [np.array([[0.3, -1.0], [0.5, 2.0], [-0.4, 0.7]]), np.full((2, 2), 0.5)])
@pytest.mark.parametrize(
    "wrong",
    [
        lambda d, _: 2 * d,
        lambda d, _: -d,
        lambda d, _: d - d.mean(axis=0),
        lambda d, y: d * (1 - y**2),
        lambda d, _: d + 1,
        lambda d, _: d[::-1].copy(),
        lambda d, _: 0 * d,
        lambda d, y: d - y * (d * y).sum(axis=1, keepdims=True),
        lambda d, _: d * (np.arange(2) == 0),
        lambda d, _: d * np.sin(np.arange(d.size)).reshape(d.shape),
    ],
)
def test_every_diagnosis_takes_outputs_of_several_shapes(wrong, inputs):
    report = check_layer(TwoOutputs(wrong), inputs, checks=["gradient"])
    assert report.verdict == "fail", str(report)


def test_the_mechanism_comes_before_the_description_and_the_place_last():
    """A last row of zeros is one that went missing, one that is zero, and a place."""
    A = np.random.default_rng(0).normal(size=(12, 12))
    A[9:] = np.eye(12)[9:]
    u = np.random.default_rng(1).normal(size=12)
    cut = u * (np.arange(12) < 9)
    A[:9, 9:] = 0
    wrong, right = ((A @ v).reshape(X.shape) for v in (cut, u))
    found = certain(diagnose(wrong_gradient(wrong, right, jacobian=A, cotangent=u), Subject(Tanh(), (X,))))
    assert found == [
        "dL_dx is computed as if the cotangent were without its last entry along axis 0",
        "dL_dx is zero in entries of x on which the output depends",
        "only x[-1, :] is wrong",
    ]


def test_a_module_that_states_nothing_stands_in_the_middle(monkeypatch):
    location = import_module("ethan_check.diagnosis.location")
    monkeypatch.delattr(location, "PRECEDENCE")
    ethan_check.diagnosis.diagnoses.cache_clear()
    try:
        order = [one.__name__.rpartition(".")[2] for one in ethan_check.diagnosis.diagnoses()]
    finally:
        ethan_check.diagnosis.diagnoses.cache_clear()
    assert order.index("wrong_cotangent") < order.index("location") < order.index("permuted")
