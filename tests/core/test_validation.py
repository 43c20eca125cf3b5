"""Arguments held against a contract."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core import Contract
from ethan_core.errors import ArgumentError, DTypeError, ShapeError
from ethan_core.shapes import parse_shape
from ethan_core.validation import layer_sizes, require_array, require_rate, require_room


class Windowed:
    contract = Contract(shapes="N H -> N H-k+1")
    k, H, other = np.int64(3), "tall", 7


def test_the_sizes_of_a_layer_are_its_whole_numbers_that_shapes_name():
    assert layer_sizes(Windowed()) == {"k": 3}
    assert layer_sizes(object()) == {}


@pytest.mark.parametrize("lr", [0, 0.1, -1.0, np.float32(0.5), np.int64(2)])
def test_finite_numbers_are_rates(lr):
    require_rate("Mlp.backward", lr)


@pytest.mark.parametrize("lr", [np.nan, np.inf, "0.1", None, 1j])
def test_nothing_else_is(lr):
    with pytest.raises(ArgumentError, match=r"^Mlp\.backward: lr is .*, expected a finite number$"):
        require_rate("Mlp.backward", lr)


def test_an_input_needs_room_for_one_window():
    output = parse_shape("N H-k+1")
    require_room("F.forward", np.ones((2, 3)), output, {"N": 2, "H": 3, "k": 3})
    message = r"^F\.forward: X has shape \(2, 2\), too small: axis 1 of the output, H-k\+1, is 0 with H=2 k=3"
    with pytest.raises(ShapeError, match=message):
        require_room("F.forward", np.ones((2, 2)), output, {"N": 2, "H": 2, "k": 3})


def test_an_axis_whose_names_are_not_all_known_is_left_out():
    require_room("F.forward", np.ones((2, 2)), parse_shape("N H-k+1"), {"N": 2, "H": 2})


def test_names_are_bound_from_one_array_to_the_next():
    sizes: dict[str, int] = {}
    stars: dict[str, tuple[int, ...]] = {}
    require_array("F.forward", "X", np.ones((4, 5, 3)), parse_shape("N *axes C"), sizes, stars)
    assert sizes == {"N": 4, "C": 3}
    assert stars == {"*axes": (5,)}
    with pytest.raises(
        ShapeError, match=r"^F\.forward: Z has shape \(3,\), expected \(N\): axis 0 is 3, but N is 4$"
    ):
        require_array("F.forward", "Z", np.ones(3), parse_shape("N"), sizes, stars)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1.0], "F.forward: X is a list, expected a numpy array"),
        (np.ones(1, int), "F.forward: X has dtype int64, expected floating point"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(value, message):
    with pytest.raises(DTypeError) as caught:
        require_array("F.forward", "X", value, parse_shape("N"), {}, {})
    assert str(caught.value) == message
