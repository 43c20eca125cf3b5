"""Layers that take as long as they say, on a clock that nobody waits for."""

from __future__ import annotations

import numpy as np


class Clock:
    """Stands still unless somebody lets time pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


CLOCK = Clock()


class Slow:
    """y = x * w; each call takes half a second on the clock."""

    def __init__(self):
        self.w = np.linspace(0.5, 1.5, 3)

    def forward(self, x):
        CLOCK.now += 0.5
        self.x = x
        return x * self.w

    def backward(self, g):
        CLOCK.now += 0.5
        self.dw = (g * self.x).sum(axis=0)
        return g * self.w


class Wrong(Slow):
    """Its dw is half of the derivative."""

    def backward(self, g):
        dx = super().backward(g)
        self.dw = self.dw / 2
        return dx
