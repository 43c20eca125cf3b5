"""Batch: rows that are declared independent are."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure, reason
from ethan_core import Contract
from ethan_core.net import Dropout


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    assert asked("batch", layer).verdict == "pass"


class CentredRows(Tanh):
    def forward(self, x):
        return super().forward(x - x.mean(axis=0))


class MixedGradient(Tanh):
    def backward(self, dout):
        dx = super().backward(dout)
        return dx if len(dx) == 1 else dx - 0.1 * dx.mean(axis=0)


class Averaged(Tanh):
    def backward(self, dout):
        return super().backward(dout) / len(dout)


class LastRowCounts(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = dout[-1]
        return dx


class Reordered(Tanh):
    def backward(self, dout):
        return super().backward(dout) * np.arange(1, len(dout) + 1)[:, None]


def test_a_forward_that_mixes_rows():
    target, line = failure(asked("batch", CentredRows(), X))
    assert target == "Y"
    assert line.startswith("layer: Y of the same rows differs by ")
    assert line.endswith("% of its size when the batch is without the last row")


def test_a_backward_that_mixes_rows():
    target, line = failure(asked("batch", MixedGradient(), X))
    assert target == "dL_dx"
    assert line.endswith("% when the batch is without the last row")


def test_a_division_by_the_batch_size():
    target, line = failure(asked("batch", Averaged(), X))
    assert target == "dL_dx"
    assert line == "layer: dL_dx of the same rows differs by 25% when the batch is without the last row"


def test_a_parameter_that_sees_one_row():
    target, line = failure(asked("batch", LastRowCounts(), X))
    assert target == "dL_db"
    assert line.endswith("% when the batch is permuted")


def test_rows_that_depend_on_their_place():
    target, line = failure(asked("batch", Reordered(), X))
    assert target == "dL_dx"
    assert line.endswith("% when the batch is permuted")


class Undeclared(Tanh):
    contract = Contract(shapes="N D -> N D", inputs=("x",))


class Summed(Tanh):
    contract = Contract(shapes="N D -> D", inputs=("x",), rows_independent=True)

    def forward(self, x):
        self.x = x
        return x.sum(axis=0)

    def backward(self, dout):
        return np.broadcast_to(dout, self.x.shape).copy()


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (Undeclared(), "no contract declares rows_independent"),
        (Dropout(0.5), "forward draws random numbers, a different one for every row"),
    ],
    ids=["undeclared", "dropout"],
)
def test_what_it_does_not_apply_to(layer, why):
    assert reason(asked("batch", layer)) == why
