"""Layers that answer differently now and then."""

from __future__ import annotations

import itertools
import os
import time

import numpy as np

from hostile.specimen import Hostile, Square

__all__ = ["WAVERING"]


def _other(y):
    return y * 1.5


def _shorter(y):
    return y[:1]


def _nan(y):
    return y * np.nan


def _tiny(y):
    return y * (1 + 1e-9)


def _nothing(y):
    return None


def _raises(y):
    raise ValueError("now and then")


def _leaves(y):
    raise SystemExit("now and then")


HOW = {
    "other": _other, "shorter": _shorter, "nan": _nan, "tiny": _tiny, "none": _nothing,
    "raising": _raises, "leaving": _leaves,
}  # fmt: skip


def _wavering(place, answer, period):
    counter = itertools.count(1)

    class Wavering(Square):
        def forward(self, X):
            output = super().forward(X)
            return answer(output) if place == "forward" and next(counter) % period == 0 else output

        def backward(self, dL_dY):
            gradient = super().backward(dL_dY)
            return answer(gradient) if place == "backward" and next(counter) % period == 0 else gradient

        def __deepcopy__(self, memo):
            return Wavering()

    return Wavering


class ByTheClock(Square):
    def forward(self, X):
        return super().forward(X) + time.perf_counter_ns() % 7


class ByFreshRandomness(Square):
    def forward(self, X):
        return super().forward(X) + int.from_bytes(os.urandom(1))


class ByTheProcess(Square):
    calls = 0

    def forward(self, X):
        ByTheProcess.calls += 1
        return super().forward(X) * ByTheProcess.calls


class ByTheAddress(Square):
    def forward(self, X):
        return super().forward(X) + X.ctypes.data % 4096


WAVERING = [
    *(
        Hostile(f"wavers-{how}-{place}-{period}", _wavering(place, answer, period))
        for how, answer in HOW.items()
        for place in ("forward", "backward")
        for period in (2, 3, 7, 50)
    ),
    *(
        Hostile(f"wavers-{made.__name__}", made)
        for made in (ByTheClock, ByFreshRandomness, ByTheProcess, ByTheAddress)
    ),
]
