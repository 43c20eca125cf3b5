"""Inputs for a layer of which nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.cases.shape_inference import guess_case, why_none_fits


class Dense:
    def __init__(self, features, width):
        self.W = np.ones((features, width))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Image:
    def __init__(self):
        self.channels = 7

    def forward(self, x):
        assert x.shape[1] == 7
        assert x.ndim == 4
        return 2 * x

    def backward(self, g):
        return 2 * g


class ForwardAlone(Dense):
    def backward(self, g):
        raise NotImplementedError


def test_sizes_of_arrays_are_tried_batch_first():
    assert guess_case(Dense(6, 2), 0).inputs[0].shape == (3, 6)


def test_whole_numbers_are_sizes_too_and_channels_may_come_second():
    assert guess_case(Image(), 0).inputs[0].shape == (2, 7, 6, 5)


def test_where_no_backward_runs_the_first_case_whose_forward_does_is_kept():
    assert guess_case(ForwardAlone(6, 2), 0).inputs[0].shape == (3, 6)


def test_nothing_fits_a_layer_that_takes_nothing():
    class Refusing:
        def forward(self, x):
            raise ValueError("no")

        def backward(self, g):
            return g

    assert guess_case(Refusing(), 0) is None


def test_a_seed_gives_one_guess():
    first, again = (guess_case(Dense(4, 4), 3).inputs[0] for _ in range(2))
    np.testing.assert_array_equal(first, again)


class ScaleAndShift:
    def forward(self, x, gamma, beta):
        self.cache = x, gamma
        return x * gamma + beta

    def backward(self, g):
        x, gamma = self.cache
        return g * gamma, (g * x).sum(axis=0), g.sum(axis=0)


class FunctionalDense:
    def forward(self, x, W, b):
        self.cache = x, W
        return x @ W + b

    def backward(self, g):
        x, W = self.cache
        return g @ W.T, x.T @ g, g.sum(axis=0)


class Difference:
    def forward(self, x, y):
        return x - y

    def backward(self, g):
        return g, -g


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        (ScaleAndShift(), [(3, 4), (4,), (4,)]),
        (FunctionalDense(), [(3, 4), (4, 2), (2,)]),
        (Difference(), [(3, 4), (3, 4)]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_inputs_after_the_first_may_be_parameters(layer, shapes):
    assert [x.shape for x in guess_case(layer, 0).inputs] == shapes


def test_where_nothing_fits_each_refusal_is_told_with_the_inputs_it_met():
    class Deep:
        def forward(self, x):
            if x.ndim < 4:
                raise ValueError(f"{x.ndim} axes")
            raise TypeError("no array")

        def backward(self, g):
            return g

    told = why_none_fits(Deep(), 0).splitlines()
    assert [line.partition(" (/")[0] for line in told] == [
        "for (3, 4) and 1 more: forward raised ValueError: 2 axes",
        "for (2, 4, 6, 5) and 1 more: forward raised TypeError: no array",
    ]
