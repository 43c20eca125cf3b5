"""How a layer is made, as Python source."""

from pathlib import Path

import numpy as np
import pytest

from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair
from ethan_check.repro.construction import Construction, construction
from ethan_check.repro.literals import NotWritten
from ethan_core.registry import Entry


class Scale:
    def __init__(self, size=2, rng=None):
        self.w = np.ones(size)


def tanh_forward(x):
    return np.tanh(x)


def tanh_backward(g, x):
    return g * (1 - np.tanh(x) ** 2)


HERE = __name__
FOLDER = Path(__file__).resolve().parents[1]


def test_a_class_with_its_arguments_and_a_generator():
    assert construction(Entry("scale.v0", Scale), {"size": 3}, None, 5) == Construction(
        (f"from {HERE} import Scale",), "Scale(size=3, rng=np.random.default_rng(5))", FOLDER
    )


def test_a_pair_of_functions():
    entry = Entry("tanh.v0", ConstantFactory(FunctionPair(tanh_forward, tanh_backward)))
    found = construction(entry, {}, None, 0)
    assert found.make == "FunctionPair(tanh_forward, tanh_backward)"
    assert f"from {HERE} import tanh_backward" in found.imports


def test_what_a_table_says_is_written_out():
    table = {"init": {"size": 3}, "input": "N 3"}
    found = construction(Entry("scale.v0", Scale), {"size": 3}, table, 0)
    assert found.make == f"layer_of_table({f'{HERE}:Scale'!r}, {table!r}, {{'size': 3}}, seed=0)"


def test_what_cannot_be_imported_is_refused():
    class Local:
        pass

    for target in (Local, lambda: Scale(), ConstantFactory(FunctionPair(np.sin, lambda g, x: g))):
        with pytest.raises(NotWritten, match="cannot be imported by its name"):
            construction(Entry("local.v0", target), {}, None, 0)
