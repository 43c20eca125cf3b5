"""Inputs for a layer of which nothing is known: shapes that its own forward and backward accept.

A layer without contract and without arrays still shows something: the sizes of the arrays and the whole
numbers that it holds. Inputs whose last or second axis has one of these sizes are tried, batch first. Where
forward takes several, those after the first may be its parameters: a scale and a shift, a matrix and a bias.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal

import numpy as np

from ethan_check.cases.meant_by_losses import meant_by_a_loss
from ethan_check.numerics.tolerances.sizes import GUESSES, LARGEST_SHOWN
from ethan_check.subject.conventions.adapter import Ambiguous
from ethan_check.subject.conventions.spelling import METHODS_OF_INPUTS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import attributes
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.options import NO_OPTIONS, LayerOptions
from ethan_check.subject.subject import Subject
from ethan_core.case import Case
from ethan_core.errors import EthanError
from ethan_core.layer import Array

__all__ = ["guess_case", "why_none_fits"]

Shape = tuple[int, ...]

_SCORES_AND_LABELS = 2
"""So many inputs are the scores of classes, and the class that each sample is of."""

_INTEGER_SIZES = 4
"""So many sizes that a layer shows are tried as the number of ids or classes."""

_USUAL = 4
"""The size of an axis where the layer shows none: unlike the batch (3) and the other axes (5 and 6)."""

_WIDTH_AFTER = 2
"""The size of the axis that a matrix leads to: unlike those that it comes from."""

_REFUSALS_TOLD = 2
"""So many ways in which inputs were refused are told: one for each number of axes is usual, and enough."""

_MATRIX_AND_BIAS = 3
"""So many inputs at most are an input, a matrix and a bias."""


def guess_case(layer: Any, seed: int, options: LayerOptions = NO_OPTIONS) -> Case | None:
    """The first case that runs forward and backward without an error; None if no forward runs.

    Where no backward runs, the first case whose forward does: the checks say what is wrong with it.

    >>> class Bias:
    ...     def __init__(self): self.b = np.zeros(6)
    ...     def forward(self, x): return x + self.b
    ...     def backward(self, g): self.db = g.sum(axis=0); return g
    >>> case = guess_case(Bias(), seed=0)
    >>> case.inputs[0].shape, case.label
    ((3, 6), 'guessed')
    """
    runs_forward: Case | None = None
    for inputs in _guesses(layer, seed):
        if runs_forward is not None and inputs[-1].dtype.kind == "i":
            break  # It takes real numbers.
        case = Case(layer, inputs, label="guessed")
        reached, _ = _progress(layer, inputs, seed, options)
        if reached == "backward":
            meant, words = meant_by_a_loss(layer, inputs, seed, options)
            return Case(layer, meant, label=f"guessed: {words}" if words else "guessed")
        if reached == "forward":
            runs_forward = runs_forward or case
    return runs_forward


def why_none_fits(layer: Any, seed: int, options: LayerOptions = NO_OPTIONS) -> str:
    """What came of the inputs that were tried, a line for each way in which they were refused, the commonest
    first; where a layer takes none of them.

    >>> class Shy:
    ...     def forward(self, x): raise ValueError("no")
    ...     def backward(self, g): return g
    >>> print(why_none_fits(Shy(), seed=0))
    for (3, 4) and 6 more: forward raised ValueError: no
    """
    refused: dict[str, list[str]] = {}
    for inputs in _guesses(layer, seed):
        _, why = _progress(layer, inputs, seed, options)
        kind = "integers " if inputs[-1].dtype.kind == "i" else ""
        shapes = kind + ", ".join(str(np.shape(array)) for array in inputs)
        refused.setdefault(why.partition("\n")[0], []).append(shapes)
    told = sorted(refused.items(), key=lambda item: -len(item[1]))[:_REFUSALS_TOLD]
    return "\n".join(
        f"for {shapes[0]}{f' and {len(shapes) - 1} more' if shapes[1:] else ''}: {why}"
        for why, shapes in told
    )


def _guesses(layer: Any, seed: int) -> Iterator[tuple[Array, ...]]:
    count = next((n for name in METHODS_OF_INPUTS if (n := arity(layer, name)) is not None), 1)
    for tried, shapes in enumerate(islice(_shapes_of_inputs(layer, max(count, 1)), GUESSES)):
        yield tuple(np.random.default_rng([seed, tried]).standard_normal(shape) for shape in shapes)
    yield from _with_integers(layer, count, seed)


def _with_integers(layer: Any, count: int, seed: int) -> Iterator[tuple[Array, ...]]:
    """Integers in place of real numbers, for layers that take no others: labels beside scores, or ids."""
    rng = np.random.default_rng(seed)
    for size in _sizes(layer)[:_INTEGER_SIZES]:
        if count == 1:
            yield (rng.integers(size, size=(2, 3)),)
        elif count == _SCORES_AND_LABELS:
            yield rng.standard_normal((3, size)), rng.integers(size, size=3)


def _progress(
    layer: Any, inputs: tuple[Array, ...], seed: int, options: LayerOptions
) -> tuple[Literal["nothing", "forward", "backward"], str]:
    """How far the layer gets on some inputs, and what stops it there."""
    reached: Literal["nothing", "forward"] = "nothing"
    try:
        with seeded_global_rngs(seed):
            subject = Subject(layer, inputs, **options.keywords)
            output = subject.flat(subject.values)
            if output.size == 0 or not np.isfinite(output).all():
                return "nothing", "the output is empty" if output.size == 0 else "the output is not finite"
            reached = "forward"
            subject.pullback(subject.values, np.ones(output.size))
    except BadGradient as bad:
        return "forward", str(bad)
    except LayerFault as fault:
        return "forward" if fault.stage in ("backward", "gradient") else reached, str(fault)
    except Ambiguous as unclear:
        return "forward", str(unclear)  # The question is to be asked, on inputs that fit.
    except EthanError as error:
        return "nothing", str(error)
    return "backward", ""


def _shapes_of_inputs(layer: Any, count: int) -> Iterator[tuple[Shape, ...]]:
    """Shapes for all inputs at once: alike, or those after the first as parameters that forward is handed."""
    for shape in _shapes(layer):
        yield (shape,) * count
    for shape in _shapes(layer) if count > 1 else ():
        *_, width = shape
        yield (shape, *((width,),) * (count - 1))
        if count <= _MATRIX_AND_BIAS:
            yield (shape, (width, _WIDTH_AFTER), (_WIDTH_AFTER,))[:count]


def _shapes(layer: Any) -> Iterator[Shape]:
    sizes = _sizes(layer)
    for size in sizes:
        yield (3, size)
    for size in sizes:
        yield (2, size, 6, 5)
        yield (2, 6, 5, size)
    for size in sizes:
        yield (2, 5, size)
        yield (2, size, 5)
    yield (5,)


def _sizes(layer: Any) -> list[int]:
    """Sizes that the layer shows, those of its arrays first."""
    shown: list[int] = []
    held = attributes(layer)
    nested = [value for mapping in held.values() if isinstance(mapping, dict) for value in mapping.values()]
    for value in (*held.values(), *nested):
        if isinstance(value, np.ndarray):
            shown += [int(size) for size in value.shape]
    for value in held.values():
        if isinstance(value, int | np.integer) and not isinstance(value, bool) and 1 < value <= LARGEST_SHOWN:
            shown.append(int(value))
    return list(dict.fromkeys((*shown, _USUAL)))
