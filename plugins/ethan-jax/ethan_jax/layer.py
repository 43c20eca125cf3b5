"""A program of jax's as a layer of numpy's arrays."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ethan_jax.arguments import Arguments
from ethan_jax.arrays import Array, as_array, precision_of
from ethan_jax.calls import Calls
from ethan_jax.faults import told
from ethan_jax.indices import Indices
from ethan_jax.programs import Program

__all__ = ["JaxLayer"]


class JaxLayer:
    """A layer of arrays: `forward(*arrays)`, and `backward(arrays, cotangent)`. It holds nothing from call to
    call.

    Args:
        program: what is run.
        arguments: where its arrays stand; None where every argument is one.

    >>> from ethan_jax.programs import program_of
    >>> import jax, numpy as np
    >>> layer = JaxLayer(program_of(jax.numpy.sin), None)
    >>> layer.forward(np.zeros(2)), layer.backward((np.zeros(2),), np.ones(2))
    (array([0., 0.]), (array([1., 1.]),))
    """

    ethan_opaque = True

    def __init__(self, program: Program, arguments: Arguments | None) -> None:
        self.__name__ = program.name
        self.program, self.arguments = program, arguments
        # The backward of a rule, or what jax differentiates: a failure points at its lines.
        self.ethan_backward = getattr(program.function, "bwd", None) or program.function
        self.calls = Calls(program, arguments)
        self._forward = _taking(self._run, program.required if arguments is None else ())
        self._indices: Indices | None = None
        if arguments is not None and any(array.dtype.kind in "iu" for array in arguments.arrays):
            self._indices = Indices(self.calls.plain, arguments.arrays)

    def __deepcopy__(self, memo: dict[int, Any]) -> JaxLayer:
        return self  # Functions are shared.

    @property
    def forward(self) -> Callable[..., Any]:
        """Gives the output as an array, or as a tuple of arrays where the program gives several.

        Raises:
            LayerFault: the program raised; or an integer points outside of an array, where those that were
                given do not.
        """
        return self._forward

    def _run(self, *arrays: Array) -> Any:
        with told("forward"), precision_of(arrays):
            if self._indices is not None:
                self._indices.require_inside(arrays)
            outputs = tuple(as_array(output) for output in self.calls.outputs(arrays))
        return outputs if len(outputs) > 1 else outputs[0] if outputs else None

    def backward(self, arrays: Sequence[Array], cotangent: Any) -> tuple[Array | None, ...]:
        """The gradients of the arrays, None for those of integers.

        Raises:
            LayerFault: the program raised.
        """
        pieces = cotangent if isinstance(cotangent, tuple | list) else (cotangent,)
        with told("backward"), precision_of(arrays):
            found = self.calls.gradients(arrays, pieces)
            return tuple(None if gradient is None else as_array(gradient) for gradient in found)


def _taking(function: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
    """A function that says what it takes, where that is known: arrays are guessed for so many arguments."""
    if not names:
        return function
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    taking: Any = partial(function)
    taking.__signature__ = inspect.Signature([inspect.Parameter(name, kind) for name in names])
    return taking  # type: ignore[no-any-return]
