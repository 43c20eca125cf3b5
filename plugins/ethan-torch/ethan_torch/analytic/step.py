"""One forward of a program of real numbers at complex ones: the complex step that Ethan takes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from ethan_torch.analytic.calls import AnalyticCalls
from ethan_torch.analytic.mode import Analytic
from ethan_torch.arguments import tensors_in
from ethan_torch.boundary import boundary
from ethan_torch.tensors import Array, as_tensor, is_differentiable

if TYPE_CHECKING:
    from ethan_torch.layer import TorchLayer

__all__ = ["is_complex_step", "outputs_of_step"]


def is_complex_step(layer: TorchLayer, arrays: Sequence[Array]) -> bool:
    """Whether a program of real numbers is called with complex ones."""
    if layer.arguments is None or not any(map(_is_complex, (*arrays, *layer.parameters.values()))):
        return False
    own = (*layer.arguments.tensors, *layer.program.parameters.values())
    return not any(map(_is_complex, own))


def outputs_of_step(layer: TorchLayer, arrays: Sequence[Array]) -> list[torch.Tensor]:
    """The outputs that are judged, with what moves in their imaginary parts.

    Raises:
        Exception: whatever operations raise that are not analytic, or not known as such.
    """
    arguments, own = layer.arguments, layer.program.parameters
    assert arguments is not None
    inputs = [
        as_tensor(array, device, torch.float64)
        for array, device in zip(arrays, arguments.devices, strict=True)
    ]
    parameters = {
        name: as_tensor(array, own[name].device, torch.float64) for name, array in layer.parameters.items()
    }
    entries = sum(tensor.numel() for tensor in (*inputs, *parameters.values()))
    with boundary(layer.seed, entries), AnalyticCalls(), Analytic():  # type: ignore[no-untyped-call]
        output = layer.program.run(arguments.rebuilt(inputs), parameters, torch.float64, layer.caller)
    candidates = [tensor for tensor in tensors_in(output) if is_differentiable(tensor)]
    if len(candidates) > 1:
        judged = _judged_at_real_numbers(layer, arrays)
        candidates = [tensor for tensor, is_judged in zip(candidates, judged, strict=True) if is_judged]
    return candidates


def _judged_at_real_numbers(layer: TorchLayer, arrays: Sequence[Array]) -> list[bool]:
    """Which outputs autograd follows where numbers are real: at complex ones nothing requires a gradient."""
    beside = copy.copy(layer)
    beside.program, beside.last = copy.deepcopy(layer.program), None
    beside.parameters = {name: np.real(array).copy() for name, array in layer.parameters.items()}
    beside.run([np.real(array).copy() for array in arrays])
    return beside.judged


def _is_complex(one: torch.Tensor | Array) -> bool:
    return one.is_complex() if isinstance(one, torch.Tensor) else np.iscomplexobj(one)
