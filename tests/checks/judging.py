"""One right layer in three conventions, and how a check's answer about a layer is read."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check import Finding, Report, check_layer
from ethan_core import Contract, LayerBase

X = np.random.default_rng(0).normal(size=(4, 3))


class Tanh:
    """Plain, without parameters; tanh(x), entry by entry."""

    contract = Contract(shapes="N D -> N D", inputs=("x",), rows_independent=True)

    def forward(self, x: Any) -> Any:
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout: Any) -> Any:
        return dout * (1 - self.y * self.y)


class Affine:
    """Plain, with parameters in attributes: x @ W + b."""

    contract = Contract(
        shapes="N features -> N width",
        inputs=("x",),
        parameters={"W": "features width", "b": "width"},
        rows_independent=True,
    )

    def __init__(self, features: int = 3, width: int = 2) -> None:
        self.features, self.width = features, width
        self.W = np.random.default_rng(0).normal(size=(features, width))
        self.b = np.zeros(width)

    def forward(self, x: Any) -> Any:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout: Any) -> Any:
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Fused(LayerBase):
    """The reference convention: backward updates; x * w, one weight a feature."""

    contract = Contract(
        shapes="N width -> N width", parameters={"w": "width"}, reduction="mean", rows_independent=True
    )

    def __init__(self, width: int = 3) -> None:
        self.width = width
        self.w = np.linspace(0.5, 1.5, width)

    def _forward(self, X: Any) -> Any:
        return X * self.w

    def _gradients(self, X: Any, dL_dY: Any) -> Any:
        return dL_dY * self.w, {"w": (dL_dY * X).mean(axis=0).astype(self.w.dtype)}


def asked(check: str, layer: Any, *inputs: Any, **options: Any) -> Report:
    """One check of one layer, without looking for a smaller case."""
    details = {"shrink": False, "name": "layer", **options}
    return check_layer(layer, inputs or None, checks=(check,), **details)


def failure(report: Report) -> tuple[str, str]:
    """The target and the first line of the only kind of finding that a failed report has."""
    failed: list[Finding] = [finding for finding in report.findings if finding.verdict == "fail"]
    assert report.verdict == "fail", str(report)
    assert failed == list(report.failures)
    return failed[0].target, failed[0].message.splitlines()[0]


def reason(report: Report) -> str:
    """Why the only check does not apply."""
    assert not report.findings, str(report)
    (text,) = report.not_applicable.values()
    return text
