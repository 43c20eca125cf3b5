"""Tensors are found wherever they stand among the arguments, and can be replaced there."""

from collections import namedtuple

import numpy as np
import torch
from ethan_torch.arguments import Arguments, argument_names, tensors_in

Pair = namedtuple("Pair", "left right")
ONE, TWO = torch.ones(1), torch.zeros(2)


def test_tensors_and_arrays_are_places_and_the_rest_stays():
    inputs = (ONE, "sum", {"b": [TWO, None], "a": np.ones(3)}, Pair(ONE, 0.5))
    given = Arguments.of(inputs, ["x", "how", "rest"])
    assert given.names == ("x", "rest.b.0", "rest.a", "X3.left")
    rebuilt = given.rebuilt([torch.tensor(float(at)) for at in range(4)])
    assert (rebuilt[1], rebuilt[2]["b"][1], rebuilt[3].right) == ("sum", None, 0.5)
    assert isinstance(rebuilt[3], Pair)
    assert [array.shape for array in given.arrays] == [(1,), (2,), (3,), (1,)]


def test_outputs_are_flat():
    assert tensors_in(ONE) == [ONE]
    assert len(tensors_in((ONE, {"a": [TWO, 3]}, Pair(ONE, None)))) == 3
    assert tensors_in(None) == []


def test_names_of_arguments():
    def function(x, y, /, z=1, *rest, flag=True): ...

    assert argument_names(function) == ["x", "y", "z"]
    assert argument_names(function, skipped=1) == ["y", "z"]
    assert argument_names(torch.sin) == []
