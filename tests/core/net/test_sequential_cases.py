"""The networks on which Sequential is checked."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core import default_registry
from ethan_core.net.sequential_cases import classifier, perceptron


@pytest.mark.parametrize("draw", [perceptron, classifier])
def test_a_seed_gives_one_case_and_batches_differ(draw):
    first, again = (draw(np.random.default_rng(3)) for _ in range(2))
    for name, parameter in first.layer.parameters().items():
        np.testing.assert_array_equal(parameter, again.layer.parameters()[name])
    np.testing.assert_array_equal(first.inputs[0], again.inputs[0])
    assert {len(draw(np.random.default_rng(seed)).inputs[0]) for seed in range(20)} == {1, 2, 3, 4}


def test_the_classifier_is_a_loss_of_one_class_for_each_image():
    case = classifier(np.random.default_rng(0))
    images, target = case.inputs
    assert images.shape[1:] == (1, 4, 4)
    np.testing.assert_array_equal(target.sum(axis=1), 1)
    assert np.isfinite(case.layer.value(images, target))


def test_both_are_registered():
    assert default_registry.get("sequential.v1").cases == (perceptron, classifier)
