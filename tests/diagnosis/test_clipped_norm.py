"""Gradients that are scaled down to a norm."""

import numpy as np

from ethan_check import check_layer


class Clipping:
    """x @ W, whose gradients are clipped by their norm, together or each by itself."""

    def __init__(self, limit, together):
        self.limit, self.together = limit, together
        self.W = np.random.default_rng(0).normal(size=(3, 2))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        gradients = [self.x.T @ g, g @ self.W.T]
        norms = [np.linalg.norm(one) for one in gradients]
        norms = [np.hypot(*norms)] * 2 if self.together else norms
        self.dW, dx = (one * min(1, self.limit / norm) for one, norm in zip(gradients, norms, strict=True))
        return dx


X = np.random.default_rng(1).normal(size=(4, 3))


def said(layer):
    report = check_layer(layer, (X,), checks=["gradient"])
    return {text for finding in report.failures for text in finding.evidence["looks_like"]}


def test_a_norm_of_all_and_a_norm_of_each_are_told_apart_and_how_to_declare_them():
    (text,) = said(Clipping(0.05, True))
    assert text.startswith(
        "all gradients are scaled down together, to a norm of at most 0.05; if that is meant, "
    )
    assert text.endswith('declare differs = { X = "clipped", W = "clipped" }')
    meant = 'if that is meant, declare differs = {{ {0} = "clipped" }}'
    assert said(Clipping(0.05, False)) == {
        f"dL_d{name} is scaled down to a norm of at most 0.05; {meant.format(name)}" for name in "XW"
    }


def test_what_is_declared_passes():
    report = check_layer(Clipping(0.05, True), (X,), differs={"X": "clipped", "W": "clipped"})
    assert report.verdict != "fail"


class Halved(Clipping):
    def backward(self, g):
        self.dW = 0.5 * self.x.T @ g
        return 0.5 * g @ self.W.T


def test_a_factor_is_no_norm():
    assert not any("norm" in text for text in said(Halved(1.0, True)))
