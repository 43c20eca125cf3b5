"""The component document's mistakes are mistakes: each layer is held against the right one."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.fn import MSE, CrossEntropy, Softmax
from ethan_core.net import Conv2d

from .document import DOCUMENT_BUGS, REVEALING_INPUTS

MAKE = {bug.name: bug.make_layer for bug in DOCUMENT_BUGS}


@pytest.fixture
def pair(rng):
    return rng.uniform(0.1, 0.9, (3, 2)), rng.uniform(0.1, 0.9, (3, 2))


@pytest.fixture
def rng():
    return np.random.default_rng(1)


@pytest.fixture
def global_state():
    state = np.random.get_state(legacy=False)
    yield
    np.random.set_state(state)


def test_names_are_unique():
    assert len(MAKE) == len(DOCUMENT_BUGS) == 7
    assert REVEALING_INPUTS.keys() < MAKE.keys()


def test_conv2d_divides_by_the_batch_size(rng):
    layer = MAKE["conv2d_input_gradient_averaged"]()
    right = Conv2d(2, 3, (2, 3), generator=np.random.default_rng(0))
    X = rng.normal(size=(4, 2, 5, 6))
    Y = layer.forward(X)
    assert np.array_equal(Y, right.forward(X))
    dL_dY = rng.normal(size=Y.shape)
    wrong, expected = layer.gradients(X, dL_dY), right.gradients(X, dL_dY)
    np.testing.assert_allclose(4 * wrong[0], expected[0])
    assert all(np.array_equal(wrong[1][name], expected[1][name]) for name in ("W", "b"))


def test_mse_has_the_wrong_sign(pair):
    layer = MAKE["mse_arguments_swapped"]()
    assert layer.value(*pair) == MSE().value(*pair)
    assert np.array_equal(layer.gradient(*pair), -MSE().gradient(*pair))


def test_cross_entropy_has_its_arguments_swapped(pair):
    prediction, target = pair
    layer = MAKE["cross_entropy_arguments_swapped"]()
    assert layer.value(*pair) == CrossEntropy().value(*pair)
    np.testing.assert_allclose(layer.gradient(*pair), CrossEntropy().gradient(target, prediction))
    assert not np.allclose(layer.gradient(*pair), CrossEntropy().gradient(*pair))


@pytest.mark.usefixtures("global_state")
def test_dropout_moves_the_global_generator():
    layer, X = MAKE["dropout_global_generator"](), np.ones((20, 20))
    np.random.seed(0)
    untouched = np.random.rand()
    np.random.seed(0)
    layer.forward(X)
    assert np.random.rand() != untouched


def test_dropout_masks_in_evaluation():
    layer, X = MAKE["dropout_without_evaluation"](), np.ones((20, 20))
    assert not layer.training
    assert not layer.contract.random
    assert not np.array_equal(layer.forward(X), layer.forward(X))


def test_softmax_overflows(rng):
    layer, right = MAKE["softmax_overflows"](), Softmax()
    X = rng.normal(size=(3, 4))
    np.testing.assert_allclose(layer.forward(X), right.forward(X))
    (revealing,) = REVEALING_INPUTS["softmax_overflows"]
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(layer.forward(revealing)).any()
    assert np.isfinite(right.forward(revealing)).all()


def test_cross_entropy_of_zero(pair):
    layer, right = MAKE["cross_entropy_of_zero"](), CrossEntropy()
    np.testing.assert_allclose(layer.value(*pair), right.value(*pair))
    revealing = REVEALING_INPUTS["cross_entropy_of_zero"]
    with np.errstate(divide="ignore", invalid="ignore"):
        assert not np.isfinite(layer.value(*revealing))
        assert not np.isfinite(layer.gradient(*revealing)).all()
    assert np.isfinite(right.value(*revealing))
    assert np.isfinite(right.gradient(*revealing)).all()
