"""Layers whose class, attributes or methods are odd: raising descriptors, huge names, a single instance."""

from __future__ import annotations

import abc
import collections
import enum
import functools
import random
import tempfile
import threading
import weakref
from typing import ClassVar, NamedTuple

import numpy as np

from ethan_check import check_layer
from ethan_core import Contract
from hostile.specimen import Hostile, Square

__all__ = ["ODD_CLASSES"]


class OwnError(BaseException):
    pass


class Raising:
    """A descriptor that raises, whatever is done with it."""

    def __get__(self, instance, owner=None):
        raise OwnError("looked at")

    def __set__(self, instance, value):
        raise OwnError("set")

    __delete__ = __get__


class Elsewhere:
    """A descriptor that keeps what it is given in one place for all instances."""

    def __get__(self, instance, owner=None):
        return self.value

    def __set__(self, instance, value):
        self.value = value


class DescriptorThatRaises(Square):
    params = Raising()


class CacheThatCannotBeSet(Square):
    X = Raising()


class CacheOfAll(Square):
    X = Elsewhere()


class CountsEveryLook(Square):
    def __init__(self):
        self.looks = 0

    def __getattribute__(self, name):
        held = object.__getattribute__(self, "__dict__")
        held["looks"] = held.get("looks", 0) + 1
        return object.__getattribute__(self, name)


class RefusesEveryThirdLook(Square):
    looks: ClassVar = [0]

    def __getattribute__(self, name):
        RefusesEveryThirdLook.looks[0] += 1
        if RefusesEveryThirdLook.looks[0] % 3 == 0 and not name.startswith("__"):
            raise OwnError(name)
        return object.__getattribute__(self, name)


class OfOneInstance(Square):
    _one = None

    def __new__(cls):
        cls._one = cls._one or object.__new__(cls)
        return cls._one


class Enumerated(enum.Enum):
    ONE = 1

    def forward(self, X):
        return X * X

    def backward(self, X, dL_dY):
        return 2 * X * dL_dY


class Abstract(Square, abc.ABC):
    @abc.abstractmethod
    def name(self):
        """Nobody says."""


class Named(NamedTuple("Fields", [("size", int)])):
    def forward(self, X):
        return X * X

    def backward(self, X, dL_dY):
        return 2 * X * dL_dY


class HugeRepr(Square):
    def __repr__(self):
        return "x" * 10**7

    __str__ = __repr__


class ReprThatChanges(Square):
    def __repr__(self):
        self.X = None
        return "shown"


class FormatsBadly(Square):
    """Holds a number that cannot be shown."""

    class Size(int):
        def __repr__(self):
            raise OwnError("size")

        __str__ = __format__ = __repr__

    def __init__(self):
        self.size = self.Size(3)


class CachedForward(Square):
    @functools.lru_cache  # noqa: B019
    def forward(self, X):
        return X * X


class UfuncForward:
    contract = Contract(shapes="N d -> N d")
    forward = staticmethod(np.square)

    def backward(self, X, dL_dY):
        return 2 * X * dL_dY


class PartialForward(Square):
    def __init__(self):
        self.forward = functools.partial(Square.forward, self)


class FreesItsInput(Square):
    def forward(self, X):
        output = super().forward(X.copy())
        X.resize((0,), refcheck=False)
        return output


class RandomOfItsOwn(random.Random):
    def getstate(self):
        raise OwnError("state")

    __reduce__ = __deepcopy__ = getstate


class HoldsARandomOfItsOwn(Square):
    def __init__(self):
        self.random = RandomOfItsOwn(1)

    def forward(self, X):
        self.random.random()
        return super().forward(X)


class BrokenGenerator(np.random.Generator):
    @property
    def bit_generator(self):
        raise OwnError("bits")


class HoldsABrokenGenerator(Square):
    def __init__(self):
        self.rng = BrokenGenerator(np.random.PCG64(1))

    def forward(self, X):
        self.rng.random()
        return super().forward(X)


class Unfinished(np.ndarray):
    def __array_finalize__(self, other):
        if other is not None and type(other) is Unfinished:
            raise OwnError("a view of a view")


class Weighted(Square):
    """With a weight of a kind that a class below says."""

    def weight(self):
        return np.ones(3)

    def __init__(self):
        self.W, self.dW = self.weight(), np.zeros(3)

    def forward(self, X):
        self.X = X
        return X * np.asarray(self.W).sum()

    def backward(self, dL_dY):
        self.dW = np.full(3, (dL_dY * self.X).sum())
        return dL_dY * np.asarray(self.W).sum()


class UnfinishedWeight(Weighted):
    def weight(self):
        return np.ones(3).view(Unfinished)


class UnlikeItself(np.ndarray):
    def __eq__(self, other):
        raise OwnError("compared")

    __ne__ = __lt__ = __bool__ = __eq__
    __hash__ = None


class IncomparableWeight(Weighted):
    def weight(self):
        return np.ones(3).view(UnlikeItself)


class WeakWeight(Weighted):
    def weight(self):
        self.held = np.ones(3).view(UnlikeItself)
        return weakref.proxy(self.held)


class LockedWeight(Weighted):
    """Of which nobody may have another."""

    def __init__(self):
        super().__init__()
        self.locks = {"W": threading.RLock()}


class MappedWeight(Weighted):
    """Of a file that is gone."""

    def weight(self):
        with tempfile.NamedTemporaryFile() as file:
            weight = np.memmap(file.name, float, "w+", shape=(3,))
        weight[:] = 1
        return weight


class CallsEthan(Square):
    """In the middle of being checked itself, once."""

    called: ClassVar = []

    def forward(self, X):
        if not self.called:
            self.called.append(True)
            assert check_layer(Square, cases=[{}], checks=["shapes"]).verdict == "pass"
        return super().forward(X)


class RaisesByKind(Square):
    """Each time another kind, made for it."""

    def backward(self, dL_dY):
        raise type("E" * 10**5 + "\n\x1b[2J", (Exception,), {})("no")


class RaisesAWarning(Square):
    def backward(self, dL_dY):
        raise DeprecationWarning("no longer")


class RaisesManyInOne(Square):
    def backward(self, dL_dY):
        raise functools.reduce(lambda inner, n: ExceptionGroup(f"{n}", [inner]), range(500), ValueError("in"))


class DefaultAttributes(Square):
    """Its attributes are a mapping that has everything."""

    def __init__(self):
        self.params = collections.defaultdict(lambda: np.ones(3))
        self.grads = collections.defaultdict(lambda: np.zeros(3))


def _named(name):
    return type(name, (Square,), {"__module__": name, "__qualname__": name})


class Module:
    def __eq__(self, other):
        raise OwnError("module")

    __hash__ = None


NAMES = {
    "of-a-megabyte": "N" * 10**6,
    "of-lines": "two\nlines",
    "of-escape-codes": "\x1b[2J\x1b[31mred",
    "right-to-left": "\u202eesrever",
    "of-a-path": "../../etc/passwd",
    "of-brackets": "a[b]::c",
    "of-spaces": "   ",
}

GOOD = (
    CacheOfAll, CountsEveryLook, OfOneInstance, HugeRepr, FormatsBadly, UfuncForward, PartialForward,
    CallsEthan, LockedWeight, DescriptorThatRaises, ReprThatChanges,
)  # fmt: skip
OTHERS = {
    CacheThatCannotBeSet: "forward raised OwnError: set",
    RefusesEveryThirdLook: "OwnError",
    Enumerated: "the constructor with no arguments raised TypeError",
    Abstract: "the constructor with no arguments raised TypeError",
    Named: "the constructor with no arguments raised TypeError",
    CachedForward: "unhashable type",
    FreesItsInput: "",
    HoldsARandomOfItsOwn: "",
    HoldsABrokenGenerator: "",
    UnfinishedWeight: "OwnError: a view of a view",
    IncomparableWeight: "OwnError: compared",
    WeakWeight: "",
    MappedWeight: "",
    RaisesByKind: "backward raised EEE",
    RaisesAWarning: "backward raised DeprecationWarning: no longer",
    RaisesManyInOne: "backward raised ExceptionGroup: 499",
    DefaultAttributes: "",
}
"""With what is told of them; nothing where a verdict of any kind will do."""

ODD_CLASSES = [
    *(Hostile(f"odd-{made.__name__}", made, judged="pass") for made in GOOD),
    *(Hostile(f"odd-{made.__name__}", made, says) for made, says in OTHERS.items()),
    *(Hostile(f"odd-name-{kind}", _named(name), judged="pass") for kind, name in NAMES.items()),
    Hostile("odd-module", type("Odd", (Square,), {"__module__": Module()}), judged="pass"),
]
