"""How long each index runs: it follows from the arrays in which the index stands bare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ethan_core.errors import FormulaError
from ethan_core.formula.nodes import Array, Binder, Cotangent, Generator, Name, Node, Read, Star, Target

__all__ = ["ShapeOf", "axes_of", "label", "ranges"]

ShapeOf = Callable[[Array], "tuple[int, ...] | None"]
"""The shape of the array that a node reads or defines; None where that is not known yet."""


def label(node: Array) -> str:
    """What an array is called in messages."""
    return f"dL/d{node.name}" if isinstance(node, Cotangent) else node.name


def axes_of(node: Array, shape: tuple[int, ...]) -> list[tuple[Node, range]]:
    """Each index of an array's brackets and the axes that it stands for: one, or any number for `*i`.

    Raises:
        FormulaError: the array has another number of axes.

    >>> axes_of(Read("X", (Star("i"), Name("c"))), (2, 3, 4))[0][1]
    range(0, 2)
    """
    stars = sum(isinstance(index, Star) for index in node.indices)
    spare = len(shape) - (len(node.indices) - stars)
    if spare < 0 or (spare > 0 and not stars):
        raise node.at.error(
            f"{label(node)} has {len(shape)} axes, shape {shape}, "
            f"but {len(node.indices) - stars} indices stand here" + (" beside the *index" if stars else "")
        )
    axes = []
    axis = 0
    for index in node.indices:
        length = spare if isinstance(index, Star) else 1
        axes.append((index, range(axis, axis + length)))
        axis += length
    return axes


def ranges(name: str, star: bool, nodes: Iterable[Node], shape_of: ShapeOf, at: Node) -> tuple[int, ...]:
    """The length of an index (of every axis of a `*index`) in the nodes where it is in force.

    Raises:
        FormulaError: two arrays disagree, or the index stands bare in no array.
    """
    found: tuple[int, ...] | None = None
    witness = ""
    for node in nodes:
        for array, position in _bare(node, name, star):
            shape = shape_of(array)
            if shape is None:
                continue
            axes = axes_of(array, shape)[position][1]
            lengths = tuple(shape[axis] for axis in axes)
            here = f"{label(array)}, shape {shape}"
            if found is None:
                found, witness = lengths, here
            elif found != lengths:
                raise _conflict(array, name, star, (found, witness), (lengths, here))
    if found is None:
        raise at.at.error(
            f"the range of '{name}' follows from no array; bound it: 'for {name} < ...'"
            if not star
            else f"the range of '*{name}' follows from no array; let it stand alone in an array's brackets"
        )
    return found


def _conflict(
    array: Array,
    name: str,
    star: bool,
    first: tuple[tuple[int, ...], str],
    second: tuple[tuple[int, ...], str],
) -> FormulaError:
    shown = f"*{name}" if star else name
    (lengths, there), (others, here) = first, second
    was, now = (lengths, others) if star else (lengths[0], others[0])
    return array.at.error(f"'{shown}' runs over {was} in {there}, but over {now} in {here}")


def _bare(node: Node, name: str, star: bool) -> Iterator[tuple[Array, int]]:
    """Every place in a tree where an index stands alone as one axis and is not bound anew."""
    if isinstance(node, Generator) and any(binder.name == name for binder in node.binders):
        return
    if isinstance(node, Binder) and node.name == name:
        return
    if isinstance(node, Read | Cotangent | Target):
        wanted: Node = Star(name) if star else Name(name)
        yield from ((node, position) for position, index in enumerate(node.indices) if index == wanted)
    for child in node.children():
        yield from _bare(child, name, star)
