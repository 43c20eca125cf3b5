"""Constructor arguments that several layers take."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.errors import ArgumentError
from ethan_core.net.arguments import float_dtype, pair, positive


@pytest.mark.parametrize("value", [1, 7, np.int32(2)])
def test_whole_numbers_from_one_on_are_sizes(value):
    assert positive("Mlp", "in_features", value) == int(value)
    assert type(positive("Mlp", "in_features", value)) is int


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "3", None])
def test_nothing_else_is(value):
    with pytest.raises(ArgumentError) as caught:
        positive("Mlp", "in_features", value)
    assert str(caught.value) == f"Mlp: in_features is {value!r}, expected a positive integer"


def test_one_number_stands_for_both_of_a_pair():
    assert pair("Conv2d", "stride", 2) == (2, 2)
    assert pair("Conv2d", "stride", [2, 3]) == (2, 3)
    assert pair("Conv2d", "padding", 0, least=0) == (0, 0)


@pytest.mark.parametrize(
    ("value", "least", "kind"), [((1, 2, 3), 1, "positive"), ((0, 1), 1, "positive"), (-1, 0, "non-negative")]
)
def test_a_pair_is_refused_with_what_was_expected(value, least, kind):
    with pytest.raises(ArgumentError) as caught:
        pair("Conv2d", "stride", value, least=least)
    expected = f"expected a {kind} integer or a pair of them"
    assert str(caught.value) == f"Conv2d: stride is {value!r}, {expected}"


def test_parameters_are_floating_point():
    assert float_dtype("Mlp", np.float32) == np.dtype("float32")
    for value in (int, "nonsense", complex):
        with pytest.raises(ArgumentError, match="expected a floating-point dtype"):
            float_dtype("Mlp", value)
