"""What the tests of documented formulas share."""

from __future__ import annotations

import pytest

import ethan_check.subject.extended_precision
import ethan_core.reference  # noqa: F401  (registers the components)

NAMES = (
    "conv2d.v1",
    "cross_entropy.v1",
    "dropout.v1",
    "flatten.v1",
    "gelu.v1",
    "max_pool2d.v1",
    "mlp.v1",
    "mse.v1",
    "relu.v1",
    "sigmoid.v1",
    "softmax.v1",
    "softmax_cross_entropy.v1",
)


@pytest.fixture(params=[True, False], ids=["extended", "double"])
def precision(request, monkeypatch):
    """With extended precision, where there is any, and without."""
    if not request.param:
        monkeypatch.setattr(ethan_check.subject.extended_precision, "_WIDER", False)
