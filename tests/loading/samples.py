"""Sources of modules with layers, and entry points that name them."""

from importlib import metadata

PLAIN = """
import abc
from typing import Protocol

from ethan_core import Contract


class AnyLayer(Protocol):
    def forward(self, x): ...
    def backward(self, g): ...


class Negate:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        return -X

    def backward(self, dL_dY):
        return -dL_dY


class Base(abc.ABC):
    @abc.abstractmethod
    def forward(self, X): ...
    def backward(self, dL_dY): ...


class Scale(Negate):
    def __init__(self, factor, offset=0):
        self.factor = factor


class Helper:
    pass


def square_forward(x):
    return x * x, x


def square_backward(dout, cache):
    return 2 * cache * dout


three = 3
"""

REGISTERED = """
from ethan_core import register


class Square:
    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("good.v1")
class Good(Square):
    pass


@register("halved.v1")
class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY
"""

CHECK = """
from ethan_check import Finding, hookimpl

class Named:
    name = "{name}"
    points = 1
    def run(self, subject, rng):
        yield Finding(check=self.name, verdict="pass")

class Plugin:
    @hookimpl
    def ethan_checks(self):
        return [Named()]

plugin = Plugin()
"""


def point(group, name, value):
    """An entry point without a distribution."""
    return metadata.EntryPoint(name=name, value=value, group=group)
