"""What a layer owes beside its derivative: no memory, no side effects, its dtype, any memory layout.

Each function returns complaints, none for a disciplined layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from .draws import Array, Draw
from .runner import Runner, differing, evaluate
from .specimen import Specimen


def side_effects(specimen: Specimen, cls: type, draw: Draw, other: Draw) -> Iterator[str]:
    """What a forward and two backwards change that is not theirs, and whether the second differs."""
    mine = draw.mapped(np.copy)
    runner = Runner(specimen, cls, mine)
    out, cache = runner.forward(mine.inputs)
    kept = np.array(out)
    first = {name: array.copy() for name, array in runner.backward(mine.dout, cache).items()}
    second = runner.backward(mine.dout, cache)
    yield from (f"second backward differs in {name}" for name in differing(second, first))
    if not np.array_equal(kept, out):
        yield "backward changed the output"
    for name, array in draw.parameters.items():
        if not np.array_equal(runner.layer.params[name], array):
            yield f"parameter {name} was changed"
    for name, before, after in zip(specimen.contract.inputs, draw.inputs, mine.inputs, strict=True):
        if not np.array_equal(before, after):
            yield f"input {name} was changed"
    if not np.array_equal(draw.dout, mine.dout):
        yield "the cotangent was changed"


def memory(specimen: Specimen, cls: type, draw: Draw, other: Draw) -> Iterator[str]:
    """Whether a call on `other`, of the same shapes, leaves traces in calls on `draw`."""
    if specimen.contract.random:
        return
    expected_out, expected = evaluate(specimen, specimen.cls, draw)
    runner = Runner(specimen, cls, draw)
    out, cache = runner.forward(draw.inputs)
    gradients = runner.backward(draw.dout, cache)
    other_out, other_cache = runner.forward(other.inputs)
    if not runner.plain:
        yield from (
            f"late backward: {name}" for name in differing(runner.backward(draw.dout, cache), expected)
        )
    mixed = Draw(draw.kwargs, other.inputs, draw.parameters, other.dout)
    wanted_out, wanted = evaluate(specimen, specimen.cls, mixed)
    if not np.array_equal(other_out, wanted_out):
        yield "second forward"
    yield from (
        f"backward of another call: {name}"
        for name in differing(runner.backward(other.dout, other_cache), wanted)
    )
    yield from (f"after another call, the first result: {name}" for name in differing(gradients, expected))
    if not np.array_equal(out, expected_out):
        yield "after another call, the first output"
    again, cache = runner.forward(draw.inputs)
    if not np.array_equal(again, expected_out):
        yield "third forward"
    yield from (f"third backward: {name}" for name in differing(runner.backward(draw.dout, cache), expected))
    neighbour = Runner(specimen, cls, other)
    _, cache = runner.forward(draw.inputs)
    neighbour.forward(other.inputs)
    yield from (
        f"after a neighbour's call: {name}" for name in differing(runner.backward(draw.dout, cache), expected)
    )
    for name, array in other.parameters.items():
        runner.layer.params[name][...] = array
    moved = Draw(draw.kwargs, draw.inputs, other.parameters, draw.dout)
    _, cache = runner.forward(draw.inputs)
    after = runner.backward(draw.dout, cache)
    wanted = evaluate(specimen, specimen.cls, moved)[1]
    yield from (f"after an update: {name}" for name in differing(after, wanted))


def precision(specimen: Specimen, cls: type, draw: Draw, other: Draw) -> Iterator[str]:
    """Whether float32 in gives float32 out, and float64 its full accuracy."""
    single = draw.cast(np.float32)
    out, gradients = evaluate(specimen, cls, single)
    if out.dtype != np.float32:
        yield f"output in {out.dtype} for float32"
    yield from (f"{name} in {g.dtype} for float32" for name, g in gradients.items() if g.dtype != np.float32)
    out, gradients = evaluate(specimen, cls, draw)
    yield from (f"{name} in {g.dtype} for float64" for name, g in gradients.items() if g.dtype != np.float64)
    expected_out, expected = evaluate(specimen, specimen.cls, draw)
    yield from (f"{name} is not accurate" for name in differing(gradients, expected))
    if not np.allclose(out, expected_out, rtol=1e-12, atol=1e-12):
        yield "the output is not accurate"


def layouts(specimen: Specimen, cls: type, draw: Draw, other: Draw) -> Iterator[str]:
    """Whether the memory layout of the arrays changes the gradients."""
    for layout, change in LAYOUTS.items():
        laid = draw.mapped(change)
        expected = evaluate(specimen, specimen.cls, laid.mapped(np.ascontiguousarray))[1]
        try:
            got = evaluate(specimen, cls, laid)[1]
        except (ValueError, TypeError) as error:
            yield f"{layout}: {error}"
            continue
        yield from (f"{layout}: {name}" for name in differing(got, expected))


def _reversed(array: Array) -> Array:
    return np.flip(np.flip(array).copy())


def _spread(array: Array) -> Array:
    return np.broadcast_to(array[:1], array.shape) if array.ndim else array


LAYOUTS: Mapping[str, Callable[[Array], Array]] = {
    "Fortran order": np.asfortranarray,
    "negative strides": _reversed,
    "zero strides": _spread,
}

DISCIPLINES = (side_effects, memory, precision, layouts)
"""All of them; each takes a specimen, a class, a draw and another draw of the same shapes."""
