"""One hostile layer: a good one in which something is done to whoever runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ethan_core import Contract

__all__ = ["PLACES", "Hostile", "Square", "acting", "answering"]

PLACES = ("init", "forward", "backward")


class Square:
    """A good layer: whatever else is in a class below is what makes that one hostile."""

    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@dataclass(frozen=True)
class Hostile:
    """A layer that is hostile, and what a run is held to.

    Args:
        name: of the kind and the place, as in `raises-exit-forward`.
        make: the class, or what makes the layer.
        says: what the one line about it has in it; empty where a verdict of any kind will do.
        changes: what it does to the process, as a run notes it; empty where it does nothing.
        judged: the verdict, where it is known: a layer that only changes the world around it is a good one.
    """

    name: str
    make: Callable[[], Any]
    says: str = ""
    changes: str = ""
    judged: str = ""


def acting(place: str, act: Callable[[], Any]) -> type:
    """A good layer in which something is done first, in its constructor, its forward or its backward."""

    class Acting(Square):
        def __init__(self):
            if place == "init":
                act()

        def forward(self, X):
            if place == "forward":
                act()
            return super().forward(X)

        def backward(self, dL_dY):
            if place == "backward":
                act()
            return super().backward(dL_dY)

    return Acting


def answering(place: str, answer: Callable[[Any], Any]) -> type:
    """A layer whose forward or backward gives something else in the place of its array."""

    class Answering(Square):
        def forward(self, X):
            output = super().forward(X)
            return answer(output) if place == "forward" else output

        def backward(self, dL_dY):
            gradient = super().backward(dL_dY)
            return answer(gradient) if place == "backward" else gradient

    return Answering
