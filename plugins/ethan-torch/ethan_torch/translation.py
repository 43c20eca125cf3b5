"""A thing of torch's, and tensors, as a layer and arrays: what the hook `ethan_translate` answers."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ethan_check import Translation
from ethan_check.api import Functions
from ethan_core.errors import ArgumentError
from ethan_torch.arguments import Arguments
from ethan_torch.boundary import boundary
from ethan_torch.convention import TorchConvention
from ethan_torch.layer import TorchLayer
from ethan_torch.pairs import TensorPair
from ethan_torch.precisions import LOW
from ethan_torch.programs import Program, program_of
from ethan_torch.tensors import Array, as_array, is_differentiable
from ethan_torch.versions import warn_if_untested

__all__ = ["is_torch", "translate"]

warn_if_untested(torch.__version__)  # Here, as everything that is checked comes by; once, as modules do.


def is_torch(thing: Any, inputs: Any) -> bool:
    """Whether something is torch's: by what it is, or because it is given tensors.

    >>> is_torch(torch.sin, None), is_torch(np.sin, None), is_torch(np.sin, (torch.ones(2),))
    (True, False, True)
    """
    if inputs is not None and any(isinstance(one, torch.Tensor) for one in Arguments.of(inputs).tensors):
        return True
    if isinstance(thing, torch.nn.Module):
        return True
    if isinstance(thing, type):
        return issubclass(thing, torch.autograd.Function)
    owner = getattr(thing, "__self__", None)
    owner = owner if isinstance(owner, type) else type(owner)
    places = (type(thing).__module__, getattr(thing, "__module__", None) or "", owner.__module__)
    return callable(thing) and any(place.partition(".")[0] == "torch" for place in places)


def translate(thing: Any, inputs: Sequence[Any] | None = None, *, seed: int = 0) -> Translation | None:
    """A layer of a function of tensors, a rule (`autograd.Function`) or a module; None where it is none.

    Real numbers are taken in float64 where the code runs in it, and in float32, bfloat16 or float16 where it
    does not.

    Args:
        thing: what is to be checked.
        inputs: its arguments: tensors, or arrays in their place, and whatever else it takes.
        seed: of torch's generators.

    Raises:
        ArgumentError: no input is a tensor.

    >>> found = translate(torch.nn.Linear(2, 1), (torch.ones(3, 2),))
    >>> found.inputs[0].dtype, sorted(found.layer.parameters), found.options["adapters"][0].input_names
    (dtype('float64'), ['bias', 'weight'], ('input',))
    """
    program = program_of(thing)
    if program is None and isinstance(thing, Functions) and inputs is not None:
        pair = TensorPair(thing, Arguments.of(inputs), seed)
        return Translation(pair, tuple(map(_wide, pair.arguments.arrays)))
    if program is None:
        return None
    if inputs is None:
        layer = TorchLayer(program, None, _parameters(program), seed)
        return Translation(layer, None, {"adapters": (TorchConvention(),)})
    arguments = Arguments.of(inputs, program.argument_names)
    if not arguments.places and not program.parameters:
        raise ArgumentError(
            f"{program.name}: none of its inputs is a tensor, so no gradient is to be checked"
        )
    _initialise_lazily(program, arguments)
    layer = TorchLayer(program, arguments, _parameters(program), seed)
    options: dict[str, Any] = {"adapters": (TorchConvention(arguments.names),)}
    arrays = tuple(map(_wide, arguments.arrays))
    if not _runs(layer, arrays):
        for dtype in (torch.float32, *_low_first(arguments, program)):
            narrow = _narrow(layer, dtype if dtype in LOW else None)
            if _runs(narrow, tuple(map(_single, arrays))):
                layer, options["dtype"] = narrow, LOW.get(dtype, "float32")
                break
    return Translation(layer, arrays, options)


def _low_first(arguments: Arguments, program: Program) -> list[torch.dtype]:
    """Half precisions, those first in which something is given."""
    tensors = (*arguments.tensors, *program.parameters.values())
    given = {getattr(tensor, "dtype", None) for tensor in tensors}
    return sorted(LOW, key=lambda dtype: dtype not in given)


def _initialise_lazily(program: Program, arguments: Arguments) -> None:
    """Let a module that makes its parameters in its first forward have that one, on the tensors as given."""
    if any(isinstance(one, torch.nn.UninitializedParameter) for one in program.parameters.values()):
        tensors = [torch.as_tensor(one) for one in arguments.tensors]
        with boundary(seed=0):
            program.start(arguments.rebuilt(tensors))


def _parameters(program: Program) -> dict[str, Array]:
    return {
        name: _wide(as_array(tensor))
        for name, tensor in program.parameters.items()
        if is_differentiable(tensor)
    }


def _runs(layer: TorchLayer, arrays: Sequence[Array]) -> bool:
    """Whether forward and backward accept the precision of these arrays; other troubles are found later.

    A copy is tried: what a first call keeps would stay in every later copy.
    """
    tried = copy.deepcopy(layer)
    try:
        run = tried.run(arrays)
        run.gradients([torch.ones_like(output) for output in run.outputs])
    except Exception:
        return False
    layer.program.learn(tried.program)
    layer.draws = run.drew
    return True


def _narrow(layer: TorchLayer, dtype: torch.dtype | None) -> TorchLayer:
    parameters = {name: _single(array) for name, array in layer.parameters.items()}
    narrow = TorchLayer(layer.program, layer.arguments, parameters, layer.seed)
    narrow.dtype = dtype
    return narrow


def _wide(array: Array) -> Array:
    if array.dtype.kind in "fc":
        return array.astype(np.result_type(array.dtype, np.float64))
    return array


def _single(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype.kind == "f" else array
