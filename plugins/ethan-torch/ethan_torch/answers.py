"""What a program answers, outputs and gradients, for numbers of one precision."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import torch

from ethan_check import Subject
from ethan_torch.layer import TorchLayer
from ethan_torch.tensors import Array, as_array, as_tensor

__all__ = ["answer", "beside", "rounded", "values"]


def values(
    subject: Subject, inputs: Sequence[Array], layer: TorchLayer, rng: np.random.Generator | None
) -> tuple[list[Array], dict[str, Array]]:
    """Values of the case, or some of their size that are drawn anew."""

    def drawn(array: Array) -> Array:
        if rng is None or array.dtype.kind != "f" or subject.natural_domain:
            return array
        spread = float(np.std(array)) or float(np.max(np.abs(array), initial=0.0)) or 1.0
        return np.asarray(array + 0.1 * spread * rng.normal(size=array.shape), dtype=array.dtype)

    return [drawn(array) for array in inputs], {name: drawn(one) for name, one in layer.parameters.items()}


def answer(
    layer: TorchLayer, arrays: Sequence[Array], us: list[Array], rng: np.random.Generator, dtype: torch.dtype
) -> dict[str, Array]:
    """Outputs and gradients by name, for values and cotangents that are numbers of a dtype."""
    layer.parameters = {name: rounded(one, dtype) for name, one in layer.parameters.items()}
    run = layer.run([rounded(array, dtype) for array in arrays])
    answer = {f"Y{at or ''}": as_array(output) for at, output in enumerate(run.outputs)}
    if not us:
        us += [rounded(rng.normal(size=tuple(output.shape)), dtype) for output in run.outputs]
    cotangents = [as_tensor(u, y.device).to(y.dtype) for u, y in zip(us, run.outputs, strict=True)]
    for name, gradient in run.gradients(cotangents).items():
        leaf = run.leaves[name]
        shown = f"dL_d{name.removeprefix('input ')}"
        answer[shown] = as_array(torch.zeros_like(leaf) if gradient is None else gradient)
    return answer


def beside(
    wide: TorchLayer, arrays: Sequence[Array], us: list[Array], rng: np.random.Generator, unit: float
) -> dict[str, Array]:
    """The exact answer for values that are others in their last places."""

    def moved(array: Array) -> Array:
        if array.dtype.kind != "f":
            return array
        return np.asarray(array * (1 + unit * rng.uniform(-1, 1, array.shape)))

    other = copy.deepcopy(wide)
    other.parameters = {name: moved(array) for name, array in wide.parameters.items()}
    return answer(other, [moved(array) for array in arrays], us, rng, torch.float64)


def rounded(array: Array, dtype: torch.dtype) -> Array:
    if np.asarray(array).dtype.kind != "f":
        return array
    return as_array(torch.tensor(np.asarray(array)).to(dtype).double())
