"""Names for arrays, by where they are."""

import numpy as np
import pytest

from ethan_check.subject.conventions.parameter_names import name_parameters, without_views


class Layer:
    pass


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([("params", "W")], ["W"]),
        ([("_Layer__W",)], ["W"]),
        ([("W", "data")], ["W"]),
        ([("layers", "0", "b"), ("layers", "1", "b")], ["layers.0.b", "layers.1.b"]),
        ([("weights", "0")], ["weights[0]"]),
        ([("params", "(1, 'W')")], ["W"]),
    ],
)
def test_names_are_short_and_unique(paths, names):
    assert list(name_parameters(Layer(), paths)) == names


def test_an_item_of_a_list_has_the_name_of_the_attribute_that_it_is():
    layer = Layer()
    layer.W = np.ones(2)
    layer.params = [layer.W]
    assert name_parameters(layer, [("params", "0")]) == {"W": ("params", "0")}


def test_views_move_with_their_base():
    layer = Layer()
    layer.flat = np.zeros(6)
    layer.W = layer.flat[:4]
    assert without_views(layer, [("W",), ("flat",)]) == [("flat",)]
