"""What was given has to be what its contract says, or one line says what is not."""

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.cases.given_arrays import require_as_declared
from ethan_core import Contract
from ethan_core.errors import ArgumentError

X = np.array([[0.25, 0.5], [0.75, 1.0]])


def asked(array, **lines):
    require_as_declared((array,), Contract(inputs=("x",), **lines))


@pytest.mark.parametrize(
    ("array", "lines"),
    [
        (X, {"domain": {"x": (0, 1)}}),
        (X / 2, {"domain": {"x": "probability"}}),
        (np.eye(2), {"domain": {"x": "one-hot"}}),
        (X + X.T, {"domain": {"x": "symmetric"}}),
        (np.array([0, 3]), {"integers": {"x": 4}}),
        (np.array([0, 300]), {"integers": {"x": "N"}}),
        (-X, {}),
    ],
)
def test_what_is_as_declared_is_taken(array, lines):
    asked(array, **lines)


@pytest.mark.parametrize(
    ("array", "lines", "text"),
    [
        (3 * X, {"domain": {"x": (0, 1)}}, "x[0,1] = 1.5 is given, outside its own domain from 0 to 1"),
        (
            X,
            {"domain": {"x": "probability"}},
            "x[1,1] = 1 is given, outside its own domain from 0 to 1, ends excluded",
        ),
        (np.array(-1.0), {"domain": {"x": (0, 1)}}, "x = -1 is given, outside its own domain from 0 to 1"),
        (
            X,
            {"domain": {"x": "one-hot"}},
            "x is declared 'one-hot', and what was given for it, (2, 2), is not",
        ),
        (
            X[0],
            {"domain": {"x": "symmetric"}},
            "x is declared 'symmetric', and what was given for it, (2,), is not",
        ),
        (np.array([0, 4]), {"integers": {"x": 4}}, "x[1] = 4 is given, not an integer from 0 to 3"),
        (X, {"integers": {"x": 4}}, "x is declared to hold integers, and was given float64 numbers"),
    ],
)
def test_what_is_not_is_told_in_one_line(array, lines, text):
    with pytest.raises(ArgumentError) as caught:
        asked(array, **lines)
    assert str(caught.value) == text


class Double:
    def forward(self, x):
        return 2 * x

    def backward(self, g):
        return 2 * g


@pytest.mark.parametrize(
    "given",
    [{"inputs": (3 * X,)}, {"cases": [Case(Double(), (3 * X,))]}, {"inputs": (3 * X,), "cases": [{}]}],
)
@pytest.mark.parametrize("shapes", ["", "N D -> N D"])
def test_every_door_asks(given, shapes):
    contract = Contract(shapes=shapes, inputs=("x",), domain={"x": (0, 1)})
    layer = Double if given.get("cases") == [{}] else None if "cases" in given else Double()
    if layer is Double and not shapes:
        pytest.skip("constructor arguments and arrays without shapes are their own source")
    with pytest.raises(ArgumentError, match="outside its own domain"):
        check_layer(layer, contract=contract, **given)
