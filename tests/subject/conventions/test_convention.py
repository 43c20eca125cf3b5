"""A class is looked at without being made."""

import functools

import numpy as np
import pytest

from ethan_check.subject.conventions import looks_like_a_layer
from ethan_check.subject.conventions.convention import uninitialised


class Base:
    def __call__(self, x):
        return self.forward(x)


class Layer(Base):
    size = 3
    backward = functools.partialmethod(lambda self, g, twice: g * twice, twice=2)
    derivative = np.cos

    def __init__(self):
        raise ValueError("needs a file")

    def __getattr__(self, name):
        raise RuntimeError(name)

    @property
    def grads(self):
        raise RuntimeError

    @staticmethod
    def fn(z):
        return z

    @classmethod
    def forward(cls, x):
        return cls, x


@pytest.mark.parametrize(
    "cls", [type("Meta", (type,), {}), functools.partial, staticmethod, dict, np.ndarray]
)
def test_classes_that_are_written_in_c_are_looked_at_too(cls):
    assert not looks_like_a_layer(cls)


def test_methods_of_every_kind_are_there_and_nothing_was_run():
    layer = uninitialised(Layer)
    assert layer.backward(3) == 6
    assert layer.fn(1) == 1
    assert layer.forward(1)[1] == 1
    assert layer.derivative(0.0) == 1.0
    assert layer(2)[1] == 2
    assert not hasattr(layer, "grads")
    assert not hasattr(layer, "size")
    assert type(layer).__module__ == __name__
