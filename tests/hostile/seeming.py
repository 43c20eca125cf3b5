"""What forward and backward may give back that seems to be an array, or to become one."""

from __future__ import annotations

import asyncio
import collections
import itertools
import types
import weakref

import numpy as np

from hostile.specimen import Hostile, answering

__all__ = ["SEEMING"]


class WithoutArithmetic:
    """An array for `np.asarray` alone."""

    __array_ufunc__ = None

    def __init__(self, y):
        self._y = y

    def __array__(self, dtype=None, copy=None):
        return self._y


class WithBadArithmetic(WithoutArithmetic):
    def __array_ufunc__(self, *arguments, **options):
        return NotImplemented

    __array_priority__ = 1e9


class HandedOver:
    """Offers its memory, and gives none."""

    def __dlpack__(self, **options):
        raise BufferError("not any more")

    def __dlpack_device__(self):
        return 1, 0


class Lazy:
    """Is worked out when somebody looks at it, and then cannot be."""

    shape, dtype, ndim = (3, 4), np.dtype(float), 2

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("out of memory on the device")


class NegativeLength(list):
    def __len__(self):
        return -1


class ShapeThatRaises(np.ndarray):
    @property
    def shape(self):
        raise RuntimeError("no shape")


class EndsWhenShown(float):
    def __repr__(self):
        raise SystemExit("shown")

    __str__ = __format__ = __repr__


async def _arrays(y):
    yield y


def _future(y):
    future = asyncio.Future(loop=asyncio.new_event_loop())
    future.set_result(y)
    return future


def _forgotten(y):
    """A weak reference to what is there no more."""
    copy = y.copy()
    return weakref.proxy(copy)


def _strings(y):
    return y.astype(np.dtypes.StringDType()) if hasattr(np.dtypes, "StringDType") else y.astype(str)


KINDS = {
    "future": _future,
    "async-generator": _arrays,
    "endless-iterator": lambda y: itertools.count(),
    "iterator-of-arrays": lambda y: itertools.repeat(y),
    "flat-iterator": lambda y: y.flat,
    "many-dimensional-iterator": lambda y: np.nditer(y),
    "weak-proxy": lambda y: weakref.proxy(y.copy().view(types.new_class("Kept", (np.ndarray,)))),
    "forgotten": _forgotten,
    "without-arithmetic": WithoutArithmetic,
    "with-bad-arithmetic": WithBadArithmetic,
    "handed-over": lambda y: HandedOver(),
    "lazy": lambda y: Lazy(),
    "negative-length": lambda y: NegativeLength([y]),
    "shape-that-raises": lambda y: y.view(ShapeThatRaises),
    "ends-when-shown": lambda y: EndsWhenShown(1.0),
    "strings-of-numpy": _strings,
    "characters": lambda y: np.char.array(y.astype("U4")),
    "default-mapping": lambda y: collections.defaultdict(lambda: y),
    "namespace": lambda y: types.SimpleNamespace(shape=y.shape, dtype=y.dtype, data=y),
    "bound-method": lambda y: y.sum,
    "polynomial": lambda y: np.poly1d(y.ravel()),
    "million-numbers": lambda y: [1.0] * 10**6,
    "million-arrays": lambda y: [y] * 10**6,
}

SAYS = {
    "future": "a Future",
    "async-generator": "an asynchronous generator",
    "endless-iterator": "a count",
    "weak-proxy": "a weak reference",
    "forgotten": "a weak reference",
    "strings-of-numpy": "an array of texts",
    "million-numbers": "lists that hold more than",
    "million-arrays": "lists that hold more than",
    "default-mapping": "a defaultdict",
    "namespace": "a SimpleNamespace",
}
GOOD = ("without-arithmetic", "with-bad-arithmetic")

SEEMING = [
    Hostile(
        f"seems-{kind}-{place}",
        answering(place, answer),
        says=SAYS.get(kind, ""),
        judged="pass" if kind in GOOD else "",
    )
    for kind, answer in KINDS.items()
    for place in ("forward", "backward")
]
