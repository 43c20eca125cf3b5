"""Dropout."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from ethan_core.errors import ArgumentError, StateError
from ethan_core.net import Dropout


def seeded(p: float, **options) -> Dropout:
    return Dropout(p, generator=np.random.default_rng(3), **options)


@pytest.mark.parametrize("p", [0.25, 0.5, 0.9])
def test_it_drops_the_stated_share_and_keeps_the_mean(p):
    Y = seeded(p).forward(np.ones((200, 200)))
    assert np.mean(Y == 0) == pytest.approx(p, abs=0.01)
    assert Y.mean() == pytest.approx(1, abs=0.05)
    np.testing.assert_allclose(np.unique(Y), [0, 1 / (1 - p)])


def test_backward_uses_the_mask_and_the_scale_of_the_latest_forward():
    layer = seeded(0.3)
    X, U = np.random.default_rng(0).standard_normal((2, 4, 5))
    layer.forward(X)
    Y = layer.forward(X)
    np.testing.assert_allclose(layer.backward(X, U, 0.1), U * (Y / X), rtol=1e-15)
    assert layer.mask.shape == X.shape
    np.testing.assert_array_equal(layer.mask, Y != 0)


def test_evaluation_is_the_identity_both_ways_and_a_copy():
    layer = seeded(0.5, training=False)
    X = np.arange(6.0).reshape(2, 3)
    Y = layer.forward(X)
    np.testing.assert_array_equal(Y, X)
    np.testing.assert_array_equal(layer.backward(X, 3 * X, 0.1), 3 * X)
    assert not np.shares_memory(X, Y)


def test_a_change_of_mode_between_forward_and_backward_changes_nothing():
    layer = seeded(0.5)
    X = np.ones((3, 4))
    Y = layer.forward(X)
    layer.training = False
    np.testing.assert_array_equal(layer.backward(X, X, 0), Y)
    layer.forward(X)
    layer.training = True
    np.testing.assert_array_equal(layer.backward(X, X, 0), X)


def test_p_of_zero_keeps_everything():
    np.testing.assert_array_equal(seeded(0).forward(np.full((2, 2), 0.1)), 0.1)


def test_what_is_dropped_is_zero_even_if_it_is_not_finite():
    X = np.full((20, 20), np.inf)
    assert set(np.unique(seeded(0.5).forward(X))) == {0, np.inf}


def test_masks_differ_and_the_global_generator_is_left_alone():
    before = np.random.get_state()[1].copy()
    layer = seeded(0.5)
    X = np.ones((10, 10))
    assert not np.array_equal(layer.forward(X), layer.forward(X))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_a_copy_draws_the_same_masks():
    layer = seeded(0.5)
    X = np.ones((10, 10))
    other = copy.deepcopy(layer)
    np.testing.assert_array_equal(layer.forward(X), other.forward(X))


def test_the_contract_says_when_it_is_random():
    assert Dropout(0.5).contract.random
    assert not Dropout(0.5, training=False).contract.random
    assert not Dropout(0.0).contract.random


def test_backward_needs_a_forward_of_the_same_shape():
    layer = seeded(0.5)
    X = np.ones((2, 3))
    with pytest.raises(StateError) as caught:
        layer.backward(X, X, 0.1)
    assert str(caught.value) == "Dropout.backward: no forward came before; call forward(X) first"
    layer.forward(np.ones((4, 3)))
    with pytest.raises(StateError) as caught:
        layer.backward(X, X, 0.1)
    assert str(caught.value) == (
        "Dropout.backward: X has shape (2, 3), but the latest forward took (4, 3); call forward(X) first"
    )


@pytest.mark.parametrize("p", [1, 1.0, -0.1, float("nan"), "0.5", None])
def test_p_must_be_a_probability_below_one(p):
    with pytest.raises(ArgumentError) as caught:
        Dropout(p)
    assert str(caught.value) == f"Dropout: p is {p!r}, expected a number in [0, 1)"
