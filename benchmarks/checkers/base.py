"""What a checker in the comparison is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from as_function import LayerFunction
from zoo.draws import Draw
from zoo.specimen import Specimen

__all__ = ["Checker", "OfFunction", "Verdict"]

Verdict = Literal["pass", "fail", "inconclusive"]


class Checker(Protocol):
    """Says whether a layer's gradients are right.

    Attributes:
        name: for the table.
        whole: whether it draws cases of its own, so that a point given to it is only its first.
        slow: whether a quick run gives it fewer points than the others.
    """

    name: str
    whole: bool
    slow: bool

    def verdict(self, specimen: Specimen, cls: type, some: Draw, seed: int) -> Verdict:
        """Check the layer at a point; whatever the checker raises, other than its verdict, is let out."""

    def verify(self, specimen: Specimen, cls: type, seed: int) -> Verdict:
        """Check the layer on cases of the checker's own, where it has any."""


@dataclass(frozen=True)
class OfFunction:
    """A checker of pure functions: one layer at one point is handed to it as a `LayerFunction`."""

    name: str
    whole: bool = False
    slow: bool = False

    def verdict(self, specimen: Specimen, cls: type, some: Draw, seed: int) -> Verdict:
        """Wrap the layer as a function and check that."""
        return "pass" if self.agrees(LayerFunction(specimen, cls, some), seed) else "fail"

    def verify(self, specimen: Specimen, cls: type, seed: int) -> Verdict:
        """There are no cases of its own."""
        raise NotImplementedError

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """Whether the checker is content."""
        raise NotImplementedError
