"""What forward and backward may give back in the place of an array."""

from __future__ import annotations

import array
import collections
import ctypes
import datetime
import decimal
import enum
import fractions
from typing import ClassVar

import numpy as np

from hostile.specimen import Hostile, answering

__all__ = ["ANSWERED"]


class Tagged(np.ndarray):
    """A subclass that does what every array does."""


class NeverEqual(np.ndarray):
    def __array_ufunc__(self, *arguments, **options):
        raise RuntimeError("no arithmetic here")

    def __array_function__(self, *arguments, **options):
        raise RuntimeError("nothing of numpy here")


class ArrayThatLeaves:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit("when looked at")


class ArrayOfItself:
    def __array__(self, dtype=None, copy=None):
        return self


class InterfaceOfNothing:
    __array_interface__: ClassVar = {"shape": (3,), "typestr": "<f8", "data": (0, True), "version": 3}


class Endless:
    """A sequence without an end."""

    def __len__(self):
        return 2**62

    def __getitem__(self, position):
        return 1.0


class LiesAboutItsLength(list):
    def __len__(self):
        return 3

    def __iter__(self):
        raise RuntimeError("cannot be gone through")


class BrokenTuple(tuple):
    def __iter__(self):
        raise SystemExit("a tuple that leaves")


def cyclic(y):
    ring = [y]
    ring.append(ring)
    return ring


def cyclic_mapping(y):
    ring = {"Y": y}
    ring["self"] = ring
    return ring


def deep(y, depth=20_000):
    for _ in range(depth):
        y = [y]
    return y


def deep_tuple(y):
    for _ in range(20_000):
        y = (y,)
    return y


def branching(y):
    """Two to the sixtieth arrays in sixty lists."""
    for _ in range(60):
        y = [y, y]
    return y


def generated(y):
    yield y


async def awaited(y):
    return y


def coroutine(y):
    made = awaited(y)
    made.close()  # So that nobody is warned that it was never awaited.
    return made


class Colour(enum.Enum):
    RED = 1


class Number(enum.IntEnum):
    ONE = 1


def masked(y):
    return np.ma.masked_array(y, np.arange(y.size).reshape(y.shape) % 2 == 0)


def structured(y):
    return np.zeros(y.shape, dtype=[("a", float), ("b", int)])


def objects(y):
    return np.full(y.shape, None, dtype=object)


Pair = collections.namedtuple("Pair", "first second")

KINDS = {
    "none": lambda y: None,
    "text": lambda y: "an array",
    "surrogate-text": lambda y: "\ud800",
    "bytes": lambda y: y.tobytes(),
    "bytearray": lambda y: bytearray(y.tobytes()),
    "memoryview": lambda y: memoryview(np.ascontiguousarray(y)),
    "array-module": lambda y: array.array("d", y.ravel()),
    "ctypes": lambda y: (ctypes.c_double * y.size)(*y.ravel()),
    "set": lambda y: set(y.ravel().tolist()),
    "mapping": lambda y: {"Y": y},
    "cyclic-mapping": cyclic_mapping,
    "ragged": lambda y: [[1.0], [1.0, 2.0]],
    "ragged-arrays": lambda y: [y, [y, [y]]],
    "empty-list": lambda y: [],
    "empty-tuple": lambda y: (),
    "nested-lists": lambda y: y.tolist(),
    "cyclic": cyclic,
    "deep": deep,
    "deep-tuple": deep_tuple,
    "branching": branching,
    "lies-about-its-length": lambda y: LiesAboutItsLength([y]),
    "broken-tuple": lambda y: BrokenTuple((y,)),
    "endless-sequence": lambda y: Endless(),
    "range": lambda y: range(10**12),
    "named-tuple": lambda y: Pair(y, y),
    "generator": generated,
    "iterator": lambda y: iter([y]),
    "map": lambda y: map(float, y.ravel()),
    "coroutine": coroutine,
    "class": lambda y: np.ndarray,
    "function": lambda y: np.sum,
    "module": lambda y: np,
    "itself": lambda y: NotImplemented,
    "ellipsis": lambda y: ...,
    "exception": lambda y: ValueError("returned and not raised"),
    "true": lambda y: True,
    "huge-number": lambda y: 10**400,
    "decimal": lambda y: decimal.Decimal("1.5"),
    "fraction": lambda y: fractions.Fraction(1, 3),
    "date": lambda y: datetime.date(2000, 1, 1),
    "enumeration": lambda y: Colour.RED,
    "number-of-an-enumeration": lambda y: Number.ONE,
    "structured": structured,
    "record": lambda y: np.rec.fromarrays([y.ravel(), y.ravel()], names="a,b"),
    "objects": objects,
    "arrays-as-objects": lambda y: np.array([y, None], dtype=object),
    "numbers-as-objects": lambda y: y.astype(object),
    "datetimes": lambda y: np.zeros(y.shape, "M8[s]"),
    "durations": lambda y: np.zeros(y.shape, "m8[s]"),
    "texts": lambda y: y.astype("U8"),
    "voids": lambda y: np.zeros(y.shape, "V8"),
    "booleans": lambda y: y > 0,
    "unsigned": lambda y: y.astype("u1"),
    "half": lambda y: y.astype("f2"),
    "long-double": lambda y: y.astype("longdouble"),
    "complex": lambda y: y * 1j,
    "other-byte-order": lambda y: y.astype(">f8"),
    "unaligned": lambda y: unaligned(y),
    "masked": masked,
    "all-masked": lambda y: np.ma.masked_all(y.shape),
    "the-masked-constant": lambda y: np.ma.masked,
    "matrix": lambda y: np.asmatrix(y) if y.ndim == 2 else y,
    "subclass": lambda y: y.view(Tagged),
    "subclass-that-refuses": lambda y: y.view(NeverEqual),
    "array-that-leaves": lambda y: ArrayThatLeaves(),
    "array-of-itself": lambda y: ArrayOfItself(),
    "interface-of-nothing": lambda y: InterfaceOfNothing(),
    "terabytes": lambda y: np.broadcast_to(1.0, (2**20, 2**20)),
    "exabytes": lambda y: np.broadcast_to(np.float32(1.0), (2**29, 2**31)),
    "gigabytes": lambda y: np.broadcast_to(1.0, (2**31,)),
    "many-terabytes": lambda y: (np.broadcast_to(1.0, (2**40,)), y),
    "nothing": lambda y: np.zeros((0, 3)),
    "no-dimension": lambda y: np.zeros(()),
    "sixty-dimensions": lambda y: np.zeros((1,) * 32),
    "nan": lambda y: np.full(y.shape, np.nan),
    "infinite": lambda y: np.full(y.shape, np.inf),
    "subnormal": lambda y: np.full(y.shape, 5e-324),
    "read-only": lambda y: frozen(y),
    "overlapping": lambda y: np.lib.stride_tricks.as_strided(y.ravel()[:1].copy(), y.shape, (0,) * y.ndim),
    "a-layer": lambda y: answering("forward", lambda z: z)(),
}


def unaligned(y):
    raw = np.zeros(y.nbytes + 1, "u1")[1:]
    whole = raw.view(y.dtype).reshape(y.shape)
    whole[...] = y
    return whole


def frozen(y):
    y = y.copy()
    y.flags.writeable = False
    return y


ANSWERED = [
    Hostile(f"answers-{kind}-{place}", answering(place, answer))
    for kind, answer in KINDS.items()
    for place in ("forward", "backward")
]
