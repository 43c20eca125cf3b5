"""Plans of cases: sizes and kinds of values on which mistakes show.

Many mistakes vanish at batch 1, for square inputs, in = out, all-positive values or initial parameters.
So sizes are unequal and odd ones are certain to occur: batch 1, axes of length 1, exact zeros, ties.
A `CasePlan` is a small description (configuration, sizes, profile, seed) from which the arrays follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ethan_check.cases.structures import declared
from ethan_check.cases.value_profiles import draw_floats, profile_of
from ethan_check.numerics.tolerances.sizes import (
    EVERY_KIND_TRIES,
    LARGEST_AXIS,
    LARGEST_SEARCHED_AXIS,
    LONG_AXES,
    SIZE_TRIES,
    SMALL_SIZE_TRIES,
)
from ethan_core.contract import Contract, Integers
from ethan_core.errors import ContractError
from ethan_core.layer import Array

__all__ = ["CasePlan", "draw_inputs", "fits", "free_axes", "nth_plan"]

_KINDS = ("unequal", "unequal", "ones", "unequal", "equal")
"""How the axes relate: a transpose that is wrong only for square arrays needs equal ones."""

_BATCHES = (3, 1, 2, 4, 2, 5, 1, 3)
"""The batch sizes in turn: 1, on which reductions vanish, twice, once with zeros; an odd one first, whose
half is no size."""

_LONG_EVERY = 4
"""Every fourth case has one long axis, another one each time."""


@dataclass(frozen=True)
class CasePlan:
    """What a case is drawn from.

    Args:
        configuration: which of the layer's configurations.
        sizes: the free axes.
        star: the sizes of the axes that a `*name` stands for.
        profile: what kind of values the inputs hold.
        seed: of the values themselves.

    >>> CasePlan(0, {"N": 3}, (2,), "normal", seed=5).sizes
    {'N': 3}
    """

    configuration: int
    sizes: Mapping[str, int]
    star: tuple[int, ...]
    profile: str
    seed: int


def free_axes(contract: Contract, fixed: Mapping[str, int]) -> list[str]:
    """The names in a contract's inputs that no attribute of the layer fixes, in order of appearance.

    >>> free_axes(Contract(shapes="N H k -> N H-k+1"), {"k": 2})
    ['N', 'H']
    """
    names: list[str] = []
    for shape in contract.signature.inputs:
        for axis in shape.axes:
            names += [name for name in sorted(axis.names()) if name not in names and name not in fixed]
    return names


def nth_plan(
    contract: Contract, fixed: Mapping[str, int], position: int, configuration: int, seed: int
) -> CasePlan:
    """The plan of the case at a position: every kind of size and of value comes round early.

    Raises:
        ContractError: no sizes satisfy the contract.

    >>> contract = Contract(shapes="N D -> N D")
    >>> [nth_plan(contract, {}, position, 0, seed=0).profile for position in range(3)]
    ['normal', 'wide', 'integer']
    """
    rng = np.random.default_rng([seed, position])
    names = free_axes(contract, fixed)
    star = tuple(int(n) for n in rng.permutation([3, 2, 4, 6])[: 1 + position % 3])
    batch = _BATCHES[(position + position // len(_BATCHES)) % len(_BATCHES)]
    for attempt in range(SIZE_TRIES):
        largest = LARGEST_AXIS if attempt < SMALL_SIZE_TRIES else LARGEST_SEARCHED_AXIS
        kind = _KINDS[position % len(_KINDS)] if attempt < EVERY_KIND_TRIES else "unequal"
        sizes = _sizes(names, batch, largest, kind, fixed, rng)
        if attempt < EVERY_KIND_TRIES:
            sizes |= _long_axis(names, position)
        if fits(contract, {**fixed, **sizes}):
            return CasePlan(configuration, sizes, star, profile_of(position), seed + position)
    least = _smallest_sizes(contract, fixed, names)
    if least is not None:
        return CasePlan(configuration, least, star, profile_of(position), seed + position)
    raise ContractError(
        f"no sizes from 1 to {LARGEST_SEARCHED_AXIS} of {', '.join(names) or 'no free axis'} satisfy the "
        f"shapes {contract.shapes!r}" + (f" with {_in_words(fixed)}" if fixed else "")
    )


def _long_axis(names: Sequence[str], position: int) -> dict[str, int]:
    """The axis that is long in a case, if one is: the last first."""
    turn, place = divmod(position, _LONG_EVERY)
    if not names or place != _LONG_EVERY - 1:
        return {}
    lap, number = divmod(turn, len(names))
    return {names[-1 - number]: LONG_AXES[lap % len(LONG_AXES)]}


def _smallest_sizes(
    contract: Contract, fixed: Mapping[str, int], names: Sequence[str]
) -> dict[str, int] | None:
    """The smallest sizes that fit, axis by axis, from the largest on: the last resort."""
    sizes = dict.fromkeys(names, LARGEST_SEARCHED_AXIS)
    if not fits(contract, {**fixed, **sizes}):
        return None
    for name in names:
        lengths = range(1, LARGEST_SEARCHED_AXIS + 1)
        sizes[name] = next(n for n in lengths if fits(contract, {**fixed, **sizes, name: n}))
    return sizes


def _sizes(
    names: Sequence[str],
    batch: int,
    largest: int,
    kind: str,
    fixed: Mapping[str, int],
    rng: np.random.Generator,
) -> dict[str, int]:
    sizes = {name: int(rng.integers(2, largest + 1)) for name in names}
    if kind == "equal":
        # The batch and an axis that the layer fixes too: to mistake one for the other shows nowhere else.
        known = sorted({size for size in fixed.values() if 1 < size <= largest})
        size = int(rng.choice(known)) if known else int(rng.integers(2, largest + 1))
        return dict.fromkeys(names, size)
    if len(names) > 1 and kind == "unequal":
        unequal = rng.permutation(np.arange(2, max(largest, len(names) + 2) + 1))
        sizes = {name: int(size) for name, size in zip(names, unequal, strict=False)}
    if kind == "ones" and names:
        sizes[names[int(rng.integers(len(names)))]] = 1
    if names:
        sizes[names[0]] = batch
    return sizes


def fits(contract: Contract, sizes: Mapping[str, int]) -> bool:
    """Whether every axis of every array has at least length 1.

    Raises:
        ContractError: an axis is divided by 0.

    >>> contract = Contract(shapes="N H -> N H-k+1")
    >>> fits(contract, {"N": 2, "H": 3, "k": 3}), fits(contract, {"N": 2, "H": 3, "k": 4})
    (True, False)
    """
    shapes = [*contract.signature, *contract.parameter_shapes().values()]
    return all(
        axis.size(sizes) >= 1
        for shape in shapes
        for axis in shape.axes
        if not axis.is_variadic and axis.names() <= sizes.keys()
    )


def draw_inputs(contract: Contract, fixed: Mapping[str, int], plan: CasePlan) -> tuple[Array, ...]:
    """The arrays that a plan describes.

    >>> contract = Contract(shapes="N D -> N D")
    >>> draw_inputs(contract, {"D": 4}, CasePlan(0, {"N": 3}, (), "normal", seed=0))[0].shape
    (3, 4)
    """
    rng = np.random.default_rng([plan.seed, len(plan.sizes)])
    sizes = {**fixed, **plan.sizes}
    arrays = []
    for name, shape in zip(contract.inputs, contract.signature.inputs, strict=True):
        stars = {axis.text: plan.star for axis in shape.axes if axis.is_variadic}
        concrete = shape.concrete(sizes, stars)
        if name in contract.integers:
            arrays.append(_draw_integers(contract.integers[name], concrete, sizes, rng))
        else:
            drawn = draw_floats(plan.profile, concrete, rng, contract.domain.get(name))
            word = contract.structures.get(name)
            arrays.append(drawn if word is None else declared(word, drawn, rng))
    return tuple(arrays)


def _draw_integers(
    kind: Integers, shape: tuple[int, ...], sizes: Mapping[str, int], rng: np.random.Generator
) -> Array:
    below = sizes[kind.below] if isinstance(kind.below, str) else kind.below
    # From half of the range, so that some ids repeat and some never occur.
    used = rng.permutation(below)[: max(1, (below + 1) // 2)]
    return np.asarray(used[rng.integers(len(used), size=shape)])


def _in_words(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name}={size}" for name, size in sizes.items())
