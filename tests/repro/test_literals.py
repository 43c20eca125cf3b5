"""Values as Python source that gives the same values again."""

import numpy as np
import pytest

import ethan_core
from ethan_check.repro.literals import MOST_NUMBERS, NotWritten, literal, place
from ethan_core import Contract, Integers

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, -0.0, 0.1, 1e-300, "a'b", b"x", 1 + 2j, (1,), (), [1, (2.5, "x")],
        {"a": {"b": 1}}, {1, 2},
        np.float32(0.1), np.int64(3), np.inf, -np.inf,
        RNG.normal(size=(2, 3, 4)), RNG.normal(size=7).astype(np.float32), np.array(2.5), np.zeros((0, 3)),
        np.array([[1, 2]]), np.array([True, False]), RNG.normal(size=2) * 1j,
        np.array([np.nan, np.inf, -np.inf]),
        np.arange(3, dtype=np.int32), RNG.normal(size=(2, 9)),
    ],
    ids=repr,
)  # fmt: skip
def test_the_source_gives_the_value_again(value):
    again = eval(literal(value), {"np": np})
    assert type(again) is type(value)
    if isinstance(value, np.ndarray):
        assert (again.dtype, again.shape) == (value.dtype, value.shape)
        assert again.tobytes() == value.tobytes() or np.array_equal(again, value, equal_nan=True)
    else:
        assert again == value


def test_a_contract_says_only_what_is_said():
    contract = Contract(shapes="N T -> N T d", integers={"ids": Integers(6)}, inputs=("ids",))
    text = literal(contract)
    assert text == "Contract(shapes='N T -> N T d', inputs=('ids',), integers={'ids': Integers(below=6)})"
    assert eval(text, vars(ethan_core)) == contract


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "a object has no source"),
        (np.zeros(MOST_NUMBERS + 1), f"an array of {MOST_NUMBERS + 1} numbers"),
        (np.array(["a"]), "an array of <U1"),
    ],
)
def test_what_has_no_source_is_refused(value, reason):
    with pytest.raises(NotWritten, match=reason):
        literal(value)


class Layer:
    def __init__(self):
        self.W, self.rate = np.ones(2), 0.5
        self.params, self.parts = {("l", 0): np.ones(2)}, [self]
        self.table = frozenset()

    def get(self):
        return {"W": self.W}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("W",), "layer.W[...]"),
        (("rate",), "layer.rate"),
        (("params", "('l', 0)"), "layer.params[('l', 0)][...]"),
        (("parts", "0", "W"), "layer.parts[0].W[...]"),
        (("get", "W"), "layer.get()['W'][...]"),
    ],
)
def test_where_an_array_stands(path, text):
    assert place(Layer(), path) == text


@pytest.mark.parametrize("path", [("gone",), ("params", "gone"), ("table", "0")])
def test_a_place_that_cannot_be_written(path):
    with pytest.raises(NotWritten):
        place(Layer(), path)
