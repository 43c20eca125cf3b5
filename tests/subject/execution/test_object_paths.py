"""Which arrays an object holds, and where; they are read and written by their paths."""

import logging
import re
import threading
from collections import OrderedDict, UserDict
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pytest

from ethan_check.subject.execution.object_paths import attributes, float_arrays, holders, read, reads, write


class Holder:
    def __init__(self, **held):
        vars(self).update(held)


class Slotted:
    __slots__ = ("W", "__hidden", "empty")

    def __init__(self):
        self.W, self.__hidden = np.ones(2), np.ones(3)


class OneSlot(Slotted):
    __slots__ = "b"

    def __init__(self):
        super().__init__()
        self.b = np.ones(1)


class WithDict(Slotted):
    def __init__(self):
        super().__init__()
        self.extra = np.ones(4)


def closing():
    W, count = np.ones(2), 3

    def layer():
        return W, count, later

    if False:
        later = None
    return layer


# attributes


def test_attributes_are_those_of_the_object_not_of_its_class():
    layer = Holder(W=1)
    Holder.of_class = 2
    try:
        assert attributes(layer) == {"W": 1}
    finally:
        del Holder.of_class
    assert attributes(3) == {}


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Slotted(), {"W", "_Slotted__hidden"}),
        (OneSlot(), {"W", "_Slotted__hidden", "b"}),
        (WithDict(), {"W", "_Slotted__hidden", "extra"}),
        (closing(), {"W", "count"}),
    ],
    ids=["slots", "a slot more", "both", "function"],
)
def test_slots_and_closures_are_attributes_where_they_are_filled(layer, names):
    assert attributes(layer).keys() == names


def test_what_attributes_gives_is_a_copy():
    layer = Holder(W=1)
    attributes(layer).clear()
    assert layer.W == 1


# float_arrays and holders


@pytest.mark.parametrize(
    ("layer", "paths"),
    [
        (Holder(W=np.ones(2), n=np.arange(2), z=np.ones(2, complex), m=np.ones(2, bool)), [("W",), ("z",)]),
        (Holder(W=np.array(1.0), e=np.zeros(0), f=np.float64(1), g=1.0), [("W",), ("e",)]),
        (Holder(W=np.ones(1, np.float16), b=np.ones(1, np.longdouble)), [("W",), ("b",)]),
        (Holder(params={"W": np.ones(1), 0: np.ones(1)}), [("params", "W"), ("params", "0")]),
        (Holder(params=OrderedDict(W=np.ones(1))), [("params", "W")]),
        (Holder(layers=[np.ones(1), (np.ones(1), 2)]), [("layers", "0"), ("layers", "1", "0")]),
        (Holder(inner=Holder(W=np.ones(1))), [("inner", "W")]),
        (Slotted(), [("W",), ("_Slotted__hidden",)]),
        (closing(), [("W",)]),
        ([np.ones(1)], [("0",)]),
        (Holder(), []),
    ],
    ids=[
        "kinds",
        "0-d and empty",
        "widths",
        "mapping",
        "ordered",
        "lists",
        "object",
        "slots",
        "function",
        "list",
        "none",
    ],
)
def test_arrays_of_floating_point_numbers_are_found(layer, paths):
    assert float_arrays(layer) == paths
    assert all(isinstance(read(layer, path), np.ndarray) for path in paths)


def test_the_nearest_comes_first_and_each_object_once():
    shared = Holder(W=np.ones(1))
    layer = Holder(far=Holder(deep=shared), near=shared)
    layer.me = layer
    assert [path for path, _ in holders(layer)] == [(), ("far",), ("near",)]


def test_one_array_in_two_places_is_found_in_both():
    W = np.ones(1)
    assert float_arrays(Holder(W=W, alias=W)) == [("W",), ("alias",)]


def test_what_lies_too_deep_is_not_looked_for():
    layer = Holder(W=np.ones(1))
    for _ in range(6):
        layer = Holder(W=np.ones(1), inner=layer)
    assert [len(path) for path in float_arrays(layer)] == [1, 2, 3, 4, 5]


def test_no_more_than_400_holders_are_looked_at():
    layer = Holder(parts=[Holder(W=np.ones(1)) for _ in range(900)])
    assert sum(1 for _ in holders(layer)) == 400


@pytest.mark.parametrize(
    "foreign",
    [
        threading.Lock(),
        logging.getLogger("test"),
        np.random.default_rng(0),
        [np.ones(1)] * 1001,
        {n: np.ones(1) for n in range(1001)},
        Holder,
        len,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_nobodys_parameter_is_not_looked_into(foreign):
    assert [path for path, _ in holders(Holder(foreign=foreign))] == [()]


def test_functions_that_close_over_arrays_are_looked_into_in_a_function():
    inner = closing()
    assert float_arrays(lambda: inner) == [("inner", "W")]


# read


def test_keys_that_are_no_text_are_found_by_their_text():
    W = np.ones(1)
    assert read(Holder(params={3: W}), ("params", "3")) is W
    assert read(Holder(params={"3": W, 3: None}), ("params", "3")) is W


def test_a_method_on_the_way_is_called():
    class Layer:
        def __init__(self):
            self.held = {"W": np.ones(1)}

        def params(self):
            return self.held

    layer = Layer()
    assert read(layer, ("params", "W")) is layer.held["W"]
    write(layer, ("params", "W"), None)
    assert layer.held == {"W": None}


@pytest.mark.parametrize(
    "path",
    [("missing",), ("params", "b"), ("layers", "1"), ("layers", "W"), ("layers", "0", "0", "0"), ("f", "x")],
)
def test_where_nothing_is_reads_gives_none(path):
    layer = Holder(params={}, layers=[np.ones(1)], f=lambda needed: needed)
    assert reads(layer, path) is None


def test_the_empty_path_is_the_object_itself():
    layer = Holder()
    assert read(layer, ()) is layer


# write


@dataclass(frozen=True)
class Frozen:
    W: object = None


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        (Holder(W=None), ("W",)),
        (Holder(params={"W": None}), ("params", "W")),
        (Holder(params={3: None}), ("params", "3")),
        (Holder(params=UserDict(W=None)), ("params", "W")),
        (Holder(layers=[None, None]), ("layers", "1")),
        (Holder(inner=Holder(W=None)), ("inner", "W")),
        (Slotted(), ("_Slotted__hidden",)),
        (Frozen(), ("W",)),
        (closing(), ("W",)),
    ],
    ids=["attribute", "mapping", "number", "no dict", "list", "object", "slot", "frozen", "closure"],
)
def test_what_is_written_is_read_again(layer, path):
    W = np.zeros(2)
    write(layer, path, W)
    assert read(layer, path) is W


def test_a_key_that_is_no_text_is_kept():
    layer = Holder(params={3: None})
    write(layer, ("params", "3"), np.ones(1))
    assert layer.params.keys() == {3}


@pytest.mark.parametrize(
    ("holder", "name"), [((np.ones(1),), "tuple"), (MappingProxyType({"0": np.ones(1)}), "mappingproxy")]
)
def test_what_cannot_be_changed_says_so(holder, name):
    with pytest.raises(TypeError, match=f"^{re.escape(f'a {name} cannot be changed')}$"):
        write(Holder(held=holder), ("held", "0"), np.ones(1))


class Opaque:
    """Says itself that nothing is to be looked for in it."""

    ethan_opaque = True

    def __init__(self):
        self.inner = np.ones(2)


def test_what_is_opaque_is_not_looked_into():
    holder = type("Holder", (), {})()
    holder.W, holder.program = np.ones(3), Opaque()
    assert float_arrays(holder) == [("W",)]
