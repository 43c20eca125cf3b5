"""The derivative of a layer by brute force: every entry of every array moved on its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .draws import Array, Draw
from .runner import Gradients, Runner
from .specimen import Specimen

STEPS = (3e-3, 3e-4, 3e-5, 3e-6)


def dense_gradients(specimen: Specimen, draw: Draw) -> tuple[Gradients, Gradients]:
    """Numeric gradients of the correct layer, and how far each may be off.

    Fourth-order central differences, error h^4 f'''''/30 each, at several steps; the two neighbouring
    steps that agree best give the value. Its uncertainty is their disagreement, and what the smallest step
    adds to it: two long steps across one kink agree on half its jump.

    >>> from zoo.draws import draw
    >>> from zoo.layers.relu import SPECIMEN
    >>> some = draw(SPECIMEN, {}, "positive", np.random.default_rng(0))
    >>> bool(np.allclose(dense_gradients(SPECIMEN, some)[0]["x"], some.dout))
    True
    """
    contract = specimen.contract
    values, errors = {}, {}
    named = dict(zip(contract.inputs, draw.inputs, strict=True)) | dict(draw.parameters)
    for name, array in named.items():
        if name in contract.constants or name in contract.integers:
            continue
        values[name], errors[name] = np.zeros(array.shape), np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            values[name][place], errors[name][place] = _slope(specimen, draw, name, place)
    return values, errors


def _slope(specimen: Specimen, draw: Draw, name: str, place: tuple[int, ...]) -> tuple[float, float]:
    estimates = []
    for h in STEPS:
        far, near = (
            _moved(specimen, draw, name, place, t * h) - _moved(specimen, draw, name, place, -t * h)
            for t in (2, 1)
        )
        estimates.append((8 * near - far) / (12 * h))
    gaps = np.abs(np.diff(estimates))
    best = int(gaps.argmin())
    return estimates[best + 1], float(gaps[best] + abs(estimates[best + 1] - estimates[-1]))


def _moved(specimen: Specimen, draw: Draw, name: str, place: tuple[int, ...], by: float) -> float:
    def moved(array: Array) -> Array:
        array = array.copy()
        array[place] += by
        return array

    if name in draw.parameters:
        draw = replace(draw, parameters={**draw.parameters, name: moved(draw.parameters[name])})
    else:
        position = specimen.contract.inputs.index(name)
        inputs = list(draw.inputs)
        inputs[position] = moved(inputs[position])
        draw = replace(draw, inputs=tuple(inputs))
    out, _ = Runner(specimen, specimen.cls, draw).forward(draw.inputs)
    return float((draw.dout * out).sum())
