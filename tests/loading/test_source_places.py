"""Where a layer's backward stands."""

import inspect
from functools import partial, wraps
from pathlib import Path

import numpy as np
import pytest

from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair
from ethan_check.loading.source_places import backward_place
from ethan_core.fn import Relu
from ethan_core.registry import Entry, Registry, default_registry


class Square:
    def forward(self, x):
        return x * x

    def backward(self, g):
        return g


class Child(Square):
    pass


class Activation:
    def fn(self, z):
        return z

    @staticmethod
    def grad(z):
        return z


def noted(function):
    @wraps(function)
    def wrapper(*arguments):
        return function(*arguments)

    return wrapper


class Decorated:
    def forward(self, x):
        return x

    @noted
    def backward(self, g):
        return g


def tanh_forward(x):
    return np.tanh(x)


def tanh_backward(g, x):
    return g


def entry(target):
    registry = Registry()
    registry.register("mine.v1", target)
    return registry.get("mine.v1")


def line_at(place):
    file, number = place
    assert file == __file__
    return inspect.getsource(inspect.getmodule(Square)).splitlines()[number - 1].strip()


@pytest.mark.parametrize(
    ("target", "line"),
    [
        (Square, "def backward(self, g):"),
        (Child, "def backward(self, g):"),
        (Activation, "@staticmethod"),
        (Decorated, "@noted"),
        (ConstantFactory(FunctionPair(tanh_forward, tanh_backward)), "def tanh_backward(g, x):"),
    ],
)
def test_it_is_the_layers_own_line(target, line):
    assert line_at(backward_place(entry(target))) == line


def test_what_a_layer_inherits_is_where_it_was_written():
    class Mine(Relu):
        pass

    file, number = backward_place(entry(Mine))
    assert "def backward(" in Path(file).read_text().splitlines()[number - 1]


def test_what_a_template_leaves_to_each_layer_is_the_layers_own_line():
    import ethan_core.reference  # noqa: F401

    for one in default_registry:
        file, number = backward_place(one)
        if one.source_file.endswith(("relu.py", "mse.py", "conv2d.py")):
            assert file == one.source_file
            assert "def _gradient" in Path(file).read_text().splitlines()[number - 1]


@pytest.mark.parametrize("target", [lambda: Square(), partial(Square), np.sin, int], ids=range(4))
def test_where_nobody_can_tell_nothing_is_said(target):
    assert backward_place(Entry("mine.v1", target)) is None


def test_a_function_that_wraps_itself_is_no_place():
    def backward(self, g):
        return g

    backward.__wrapped__ = backward
    assert backward_place(Entry("mine.v1", type("Odd", (), {"backward": backward}))) is None
