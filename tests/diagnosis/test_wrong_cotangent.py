"""The right formula for another cotangent."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from diagnosis.broken_layers import Affine, Elementwise, assert_explained, put, wrong_gradient
from ethan_check import Subject
from ethan_check.diagnosis.wrong_cotangent import diagnose

CASES = {
    "absolute cotangent": (
        Elementwise(lambda dx, d, s: np.abs(d) * (1 - s.y**2)),
        "dL_dx is computed as if the cotangent were replaced by its absolute value",
    ),
    "no cotangent": (
        Elementwise(lambda dx, d, s: 1 - s.y**2),
        "dL_dx is computed as if the cotangent were all ones",
    ),
    "mean cotangent": (
        Elementwise(lambda dx, d, s: d.mean(axis=1, keepdims=True) * (1 - s.y**2)),
        "dL_dx is computed as if the cotangent were replaced by its mean along axis 1",
    ),
    "flipped cotangent": (
        Affine(put("dW", lambda s, d: np.einsum("ntf,ntw->fw", s.x, d[:, ::-1]))),
        "dL_dW is computed as if the cotangent were flipped along axis 1",
    ),
    "last step": (
        Affine(put("db", lambda s, d: d[:, -1].sum(axis=0))),
        "dL_db is computed as if the cotangent were nothing but its last entry along axis 1",
    ),
    "first row": (
        Affine(put("dW", lambda s, d: s.x[0].T @ d[0])),
        "dL_dW is computed as if the cotangent were nothing but its first entry along axis 0",
    ),
    "all but the last row": (
        Affine(put("dW", lambda s, d: np.einsum("ntf,ntw->fw", s.x[:-1], d[:-1]))),
        "dL_dW is computed as if the cotangent were without its last entry along axis 0",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


def stated_for(other):
    """A gradient of x -> x A for another cotangent than the one that was given."""
    A = np.random.default_rng(0).normal(size=(12, 12))
    u = np.random.default_rng(1).normal(size=X.shape)
    stated, right = ((A @ v.ravel()).reshape(X.shape) for v in (other(u), u))
    return wrong_gradient(stated, right, jacobian=A, cotangent=u.ravel()), Subject(Tanh(), (X,))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (np.abs, "replaced by its absolute value"),
        (np.ones_like, "all ones"),
        (lambda u: u[:, ::-1], "flipped along axis 1"),
        (lambda u: np.sort(u, axis=0), "sorted along axis 0"),
        (lambda u: np.roll(u, -1, 1), "shifted along axis 1"),
        (lambda u: np.broadcast_to(u.sum(axis=0), u.shape), "replaced by its sum along axis 0"),
        (lambda u: np.full_like(u, u.mean()), "replaced by its mean"),
        (lambda u: u.T.reshape(u.shape), "transposed"),
        (lambda u: u * (np.arange(len(u)) > 0)[:, None], "without its first entry along axis 0"),
    ],
)
def test_what_is_often_done_to_a_cotangent_is_told(other, words):
    assert next(diagnose(*stated_for(other))) == f"dL_dx is computed as if the cotangent were {words}"


def test_what_is_not_is_not():
    assert list(diagnose(*stated_for(lambda u: u**3))) == []
