"""Arrays that a contract allows: sizes, values of several characters, and a cotangent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_core.contract import Interval

from .specimen import Specimen

Array = npt.NDArray[Any]
Generator = np.random.Generator

VALUES: Mapping[str, Callable[[Generator, tuple[int, ...]], Array]] = {
    "typical": lambda rng, shape: rng.normal(size=shape),
    "wide": lambda rng, shape: 4 * rng.normal(size=shape),
    "unit": lambda rng, shape: rng.uniform(-1.2, 1.2, shape),
    "broad": lambda rng, shape: rng.uniform(-8, 8, shape),
    "small": lambda rng, shape: 0.01 * rng.normal(size=shape),
    "positive": lambda rng, shape: rng.uniform(0.1, 2.5, shape),
    "negative": lambda rng, shape: rng.uniform(-2.5, -0.1, shape),
    "sparse": lambda rng, shape: rng.normal(size=shape) * (rng.random(shape) < 0.6),
    "integers": lambda rng, shape: np.rint(1.5 * rng.normal(size=shape)),
}
"""Characters of values; entries coincide, and meet zero, under the last two only."""

SMOOTH = tuple(VALUES)[:7]


@dataclass(frozen=True)
class Draw:
    """One configuration, the arrays that forward reads, and a cotangent."""

    kwargs: Mapping[str, Any]
    inputs: tuple[Array, ...]
    parameters: Mapping[str, Array]
    dout: Array
    values: str = "typical"

    def cast(self, dtype: npt.DTypeLike) -> Draw:
        """The same draw with every floating-point array in another precision.

        >>> Draw({}, (np.ones(2),), {}, np.ones(2)).cast(np.float32).dout.dtype
        dtype('float32')
        """
        return self.mapped(lambda array: array.astype(dtype) if array.dtype.kind == "f" else array)

    def mapped(self, change: Callable[[Array], Array]) -> Draw:
        """The same draw with every array changed.

        >>> float(Draw({}, (), {}, np.ones(2)).mapped(np.negative).dout[0])
        -1.0
        """
        return replace(
            self,
            inputs=tuple(change(array) for array in self.inputs),
            parameters={name: change(array) for name, array in self.parameters.items()},
            dout=change(self.dout),
        )


def draws(specimen: Specimen, rounds: int, seed: int = 0, largest: int = 6) -> Iterator[Draw]:
    """Draws of all configurations and all characters of values, `rounds` times over.

    >>> from zoo.layers.relu import SPECIMEN
    >>> len(list(draws(SPECIMEN, rounds=1))) == len(SPECIMEN.cases) * len(VALUES)
    True
    """
    rng = np.random.default_rng(seed)
    for _ in range(rounds):
        for values in VALUES:
            for kwargs in specimen.cases:
                yield draw(specimen, kwargs, values, rng, largest)


def draw(
    specimen: Specimen, kwargs: Mapping[str, Any], values: str, rng: Generator, largest: int = 6
) -> Draw:
    """One draw of one configuration.

    Raises:
        LookupError: a thousand attempts gave no shape in which every axis has an entry.

    >>> from zoo.layers.linear import SPECIMEN
    >>> some = draw(SPECIMEN, SPECIMEN.cases[0], "typical", np.random.default_rng(0))
    >>> some.inputs[0].shape[1], some.parameters["W"].shape
    (3, (3, 2))
    """
    contract = specimen.contract
    layer = specimen.cls(**kwargs)
    names = {name for shape in contract.signature for axis in shape.axes for name in axis.names()}
    known = {name: getattr(layer, name) for name in names if hasattr(layer, name)}
    for _ in range(1000):
        sizes = {name: known.get(name, int(rng.integers(1, largest + 1))) for name in sorted(names)}
        star = tuple(int(size) for size in rng.integers(1, largest + 1, rng.integers(1, 4)))
        variadic = {
            axis.text: star for shape in contract.signature for axis in shape.axes if axis.is_variadic
        }
        shapes = [shape.concrete(sizes, variadic) for shape in contract.signature.inputs]
        (result,) = (shape.concrete(sizes, variadic) for shape in contract.signature.outputs)
        if all(min(shape, default=1) >= 1 for shape in [*shapes, result]):
            break
    else:
        raise LookupError(f"{specimen.name}: no sizes satisfy {contract.shapes!r} for {dict(kwargs)}")
    return _filled(specimen, kwargs, values, rng, [*shapes, result], sizes)


def sibling(specimen: Specimen, draw: Draw, rng: Generator) -> Draw:
    """Other values in the same configuration and the same shapes.

    >>> from zoo.layers.relu import SPECIMEN
    >>> rng = np.random.default_rng(0)
    >>> some = draw(SPECIMEN, {}, "typical", rng)
    >>> sibling(SPECIMEN, some, rng).dout.shape == some.dout.shape
    True
    """
    shapes = [array.shape for array in (*draw.inputs, draw.dout)]
    sizes: dict[str, int] = {}
    for shape, actual in zip(specimen.contract.signature, shapes, strict=True):
        shape.mismatch(actual, sizes)
    return _filled(specimen, draw.kwargs, draw.values, rng, shapes, sizes)


def _filled(
    specimen: Specimen,
    kwargs: Mapping[str, Any],
    values: str,
    rng: Generator,
    shapes: list[tuple[int, ...]],
    sizes: Mapping[str, int],
) -> Draw:
    contract, layer = specimen.contract, specimen.cls(**kwargs)
    inputs = []
    for name, shape in zip(contract.inputs, shapes[:-1], strict=True):
        if name in contract.integers:
            below = contract.integers[name].below
            bound = below if isinstance(below, int) else sizes.get(below) or getattr(layer, below)
            inputs.append(rng.integers(0, bound, shape))
        else:
            inputs.append(np.asarray(_into(VALUES[values](rng, shape), contract.domain.get(name))))
    moved = {name: 0.8 * rng.normal(size=array.shape) for name, array in getattr(layer, "params", {}).items()}
    return Draw(kwargs, tuple(inputs), moved, np.asarray(rng.normal(size=shapes[-1])), values)


def _into(array: Array, interval: Interval | None) -> Array:
    if interval is None:
        return array
    low, high = interval.low, interval.high
    if np.isfinite(low) and np.isfinite(high):
        return np.asarray(low + (high - low) * (0.5 + 0.9 * np.arctan(array) / np.pi))
    if np.isfinite(low):
        return np.asarray(low + abs(array) + 0.05)
    return np.asarray(high - abs(array) - 0.05)
