"""Thin sectors of gradients around a point where several kinks meet."""

import numpy as np
import pytest

from ethan_check.numerics.limiting_gradients import gradients_between


def units(normals):
    """Which half-planes a point is in: the gradient of a sum of relus, one entry a unit."""
    return lambda point: (point["x"] @ normals > 0).astype(float)


@pytest.mark.parametrize("width", [0.3, 0.03, 0.003])
def test_a_thin_sector_is_found_between_its_neighbours(width):
    normals = np.array([[1.0, -1.0], [-width, -width]])
    at = units(normals)
    points = [{"x": np.array([-1.0, 0.7])}, {"x": np.array([1.3, 0.9])}]
    found = gradients_between(points, [at(point) for point in points], at)
    assert [gradient.tolist() for gradient in found] == [[0.0, 0.0]]


def test_nothing_lies_between_two_that_border_on_each_other():
    at = lambda point: np.array([point["x"][0] > point["x"][1], point["x"][0] <= point["x"][1]]).astype(float)  # noqa: E731
    points = [{"x": np.array([1.0, 0.2])}, {"x": np.array([-0.4, 0.3])}]
    assert gradients_between(points, [at(point) for point in points], at) == []


def test_gradients_that_change_smoothly_are_one():
    at = lambda point: 1 + 1e-4 * point["x"]  # noqa: E731
    points = [{"x": np.array([float(n)])} for n in range(4)]
    assert gradients_between(points, [at(point) for point in points], at) == []


def test_whole_numbers_stay_as_they_are():
    at = units(np.array([[1.0, -1.0], [-0.1, -0.1]]))
    ids = np.array([1, 2])
    seen = []

    def recorded(point):
        seen.append(point["ids"])
        return at(point)

    points = [{"x": np.array([-1.0, 0.7]), "ids": ids}, {"x": np.array([1.3, 0.9]), "ids": ids}]
    assert gradients_between(points, [at(point) for point in points], recorded)
    assert all(one is ids for one in seen)


@pytest.mark.parametrize(("between", "is_another"), [(0.02, False), (0.2, True)])
def test_a_gradient_that_is_nearly_that_of_one_end_is_the_same(between, is_another):
    at = lambda point: np.select([point["x"] < -0.2, point["x"] < 0.2], [0.0, between], 1.0)  # noqa: E731
    points = [{"x": np.array([-1.0])}, {"x": np.array([1.3])}]
    assert bool(gradients_between(points, [at(point) for point in points], at)) is is_another
