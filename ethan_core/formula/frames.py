"""What the names of a formula stand for at one place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from ethan_core.formula.nodes import Array, Mark, Node
from ethan_core.formula.numbers import NumberSystem
from ethan_core.formula.tables import Table

__all__ = ["Bound", "Frame", "Lookup", "free_slots"]


@dataclass(frozen=True)
class Bound:
    """An index in force: where its values are kept, and how far they run (None: that varies)."""

    slots: tuple[int, ...]
    sizes: tuple[int | None, ...]
    star: bool = False


Frame: TypeAlias = Mapping[str, Bound]
"""The indices in force at one place."""


class Lookup(Protocol):
    """Where the arrays and constants of a formula come from."""

    numbers: NumberSystem

    def table(self, node: Array) -> Table:
        """The entries of the array that a node reads."""

    def shape(self, node: Array) -> tuple[int, ...] | None:
        """The shape of the array that a node reads or defines; None if it is to be found out."""

    def scalar(self, name: str, at: Mark, indices: Frame) -> Any:
        """The value of a bare name that is no index: an int, a bool, or a number of the system."""


def free_slots(node: Node, frame: Frame) -> frozenset[int]:
    """The places of all indices in force that a node reads.

    >>> from ethan_core.formula.nodes import Name
    >>> sorted(free_slots(Name("i"), {"i": Bound((3,), (2,))}))
    [3]
    """
    name = getattr(node, "name", None)
    own = frame[name].slots if isinstance(name, str) and name in frame else ()
    return frozenset(own).union(*(free_slots(child, frame) for child in node.children()))
