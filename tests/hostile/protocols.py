"""Layers that are hostile where nobody calls a method by name: copied, looked at, compared, printed."""

from __future__ import annotations

import contextlib
import sys
import threading
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from hostile.specimen import Hostile, Square, answering

__all__ = ["PROTOCOLS"]


class OwnError(BaseException):
    pass


def _raises(*arguments, **options):
    raise OwnError("of the protocol")


def _recurses(self, *arguments, **options):
    return _recurses(self, *arguments, **options)


METHODS = (
    "__deepcopy__", "__copy__", "__reduce_ex__", "__getstate__", "__getattr__", "__setattr__", "__dir__",
    "__eq__", "__hash__", "__bool__", "__len__", "__iter__", "__repr__", "__str__", "__call__", "__array__",
    "__contains__", "__del__", "__format__", "__sizeof__", "__instancecheck__", "__enter__",
)  # fmt: skip
ANSWERS = {"raises": _raises, "recurses": _recurses}


def _with(method, answer):
    return type("Protocol", (Square,), {method: answer} | ({"__hash__": None} if method == "__eq__" else {}))


class AnyAttribute(Square):
    """Has every attribute that it is asked for."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyAttribute()


class LeavesAtAnyAttribute(Square):
    def __getattribute__(self, name):
        if name in ("forward", "backward", "X", "contract"):
            return object.__getattribute__(self, name)
        sys.exit(name)


class PropertyThatRaises(Square):
    @property
    def params(self):
        raise OwnError("params")

    grads = params


class PropertyThatLeaves(Square):
    @property
    def gradients(self):
        sys.exit("gradients")


class PropertyThatGrows(Square):
    @property
    def W(self):
        self.size = getattr(self, "size", 0) + 1
        return np.ones(self.size)


class ContractThatRaises(Square):
    @property
    def contract(self):
        raise OwnError("contract")


class ContractOfText(Square):
    contract = "N d -> N d"


class SlotsThatRaise(Square):
    __slots__ = ("hidden",)

    def __init__(self):
        self.hidden = threading.Lock()


class CopiesToAnother(Square):
    def __deepcopy__(self, memo):
        return "not a layer"


class CopiesToNone(Square):
    def __deepcopy__(self, memo):
        return None


class CopiesToItself(Square):
    def __deepcopy__(self, memo):
        return self


class ForgetsItsClass(Square):
    @property
    def __class__(self):
        return int


class ClassThatRaises(Square):
    @property
    def __class__(self):
        raise OwnError("class")


class ChangesItsClass(Square):
    def forward(self, X):
        self.__class__ = Square
        return X * X


class RemovesItself(Square):
    def forward(self, X):
        self.__dict__.clear()
        return X * X


class RemovesItsMethods(Square):
    def forward(self, X):
        self.backward = None
        return super().forward(X)


class HoldsARing(Square):
    def __init__(self):
        self.ring = [self]
        self.ring.append(self.ring)


class HoldsADeepThing(Square):
    def __init__(self):
        self.deep = []
        for _ in range(5_000):
            self.deep = [self.deep]


class HoldsDeepObjects(Square):
    def __init__(self):
        self.chain = None
        for _ in range(5_000):
            self.chain = SimpleNamespace(next=self.chain)


class HoldsAMillion(Square):
    def __init__(self):
        self.things = {f"W{position}": position for position in range(20_000)}


class MappingThatRaises(dict):
    def items(self):
        raise OwnError("items")

    __iter__ = keys = values = __len__ = __contains__ = items


class HoldsAMappingThatRaises(Square):
    def __init__(self):
        self.params = MappingThatRaises(W=np.ones(3))


class Key:
    def __str__(self):
        raise OwnError("key")

    __repr__ = __str__


class HoldsKeysThatRaise(Square):
    def __init__(self):
        self.params = {Key(): np.ones(3)}
        self.grads = {Key(): np.ones(3)}


class HoldsNamesWithSurrogates(Square):
    def __init__(self):
        self.params = {"\ud800": np.ones(3), "a\nb": np.ones(3)}

    def backward(self, dL_dY):
        self.grads = {name: np.zeros(3) for name in self.params}
        return super().backward(dL_dY)


class HoldsTerabytes(Square):
    def __init__(self):
        self.W = np.broadcast_to(1.0, (2**40,))
        self.dW = np.broadcast_to(0.0, (2**40,))


class HoldsObjects(Square):
    def __init__(self):
        self.W, self.dW = np.full(3, None), np.full(3, None)


class HoldsStructures(Square):
    def __init__(self):
        self.W = self.dW = np.zeros(3, [("a", float)])


class HoldsMasked(Square):
    def __init__(self):
        self.W, self.dW = np.ma.masked_all(3), np.ma.masked_all(3)


class HoldsARunningGenerator(Square):
    def __init__(self):
        self.stream = (number for number in range(3))


class HoldsAThread(Square):
    def __init__(self):
        self.thread = threading.current_thread()


class HoldsAFile(Square):
    def __init__(self):
        self.file = sys.__stderr__


class HoldsTheModules(Square):
    def __init__(self):
        self.modules = sys.modules


class HoldsAFrame(Square):
    def __init__(self):
        self.frame = sys._getframe()


class ForwardIsNoMethod(Square):
    forward = 7


class BackwardIsNoMethod(Square):
    backward = "backward"


class BackwardIsAProperty(Square):
    @property
    def backward(self):
        raise OwnError("backward")


class SignatureThatRaises:
    def __call__(self, X):
        return X * X

    @property
    def __signature__(self):
        raise OwnError("signature")


class ForwardWithoutASignature(Square):
    def __init__(self):
        self.forward = SignatureThatRaises()


class AsksForEverything(Square):
    def forward(self, a, b, c, d, *, e, f, **rest):
        return a


class AsyncLayer(Square):
    async def forward(self, X):
        return X * X


class AsyncBackward(Square):
    async def backward(self, dL_dY):
        return dL_dY


class GeneratorLayer(Square):
    def forward(self, X):
        yield X * X


class WritesIntoItsInput(Square):
    def forward(self, X):
        X *= X
        return X


class LocksItsInput(Square):
    def forward(self, X):
        X.flags.writeable = False
        return super().forward(X)


class ReshapesItsInput(Square):
    def forward(self, X):
        output = super().forward(X)
        X.shape = (X.size,)
        return output


class ReshapesItsCotangent(Square):
    def backward(self, dL_dY):
        gradient = super().backward(dL_dY)
        dL_dY.shape = (dL_dY.size,)
        return gradient


class RetypesItsInput(Square):
    def forward(self, X):
        output = super().forward(X)
        with contextlib.suppress(Exception):
            X.dtype = np.int64
        return output


class KeepsEverything(Square):
    kept: ClassVar = []

    def forward(self, X):
        self.kept.append(X)
        return super().forward(X)


class NamedBadly(Square):
    pass


NamedBadly.__name__ = NamedBadly.__qualname__ = "Bad\n\x1b[31m name"


class DocumentedBadly(Square):
    __doc__ = "Formulas:\n\n    Y[*i] = sum(((((\x1b[2J\n"


class DocumentedByNoText(Square):
    __doc__ = 7


def _walks_the_frames(y):
    """Looks into whoever has called it, and tries to change what it finds."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "verdict" in value:
                value["verdict"] = "pass"
        frame = frame.f_back
    return y


OWN = {
    name: made
    for name, made in dict(vars()).items()
    if isinstance(made, type) and issubclass(made, Square) and made is not Square
}

PROTOCOLS = [
    *(
        Hostile(f"protocol-{method.strip('_')}-{how}", _with(method, answer))
        for method in METHODS
        for how, answer in ANSWERS.items()
    ),
    *(Hostile(f"protocol-{name}", made) for name, made in OWN.items()),
    Hostile("protocol-walks-the-frames", answering("forward", _walks_the_frames)),
]
