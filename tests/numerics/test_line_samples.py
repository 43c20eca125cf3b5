"""Samples on a line are taken once each."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.line_samples import Samples


def test_every_distance_is_asked_once():
    asked = []

    def line(t):
        asked.append(t)
        return np.array([t, t * t])

    samples = Samples(line)
    assert (samples.calls, asked) == (0, [])
    assert samples.central(0.5).tolist() == [1.0, 0.0]
    assert samples.bend(0.5).tolist() == [0.0, 1.0]
    samples.pair(0.5)
    assert samples.origin.tolist() == [0.0, 0.0]
    assert asked == [0.5, -0.5, 0.0]
    assert samples.calls == len(asked)
    assert [value.tolist() for value in samples.seen()] == [[0, 0], [0.5, 0.25], [-0.5, 0.25]]


def test_float32_outputs_are_subtracted_in_float64():
    samples = Samples(lambda t: np.array([1 + t], dtype=np.float32))
    assert samples.origin.dtype == samples.central(0.25).dtype == np.float64
