"""What the checks of this plugin share: a program at the values of a subject, and its gradients by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ethan_check import Subject
from ethan_jax.arrays import Array, as_array, is_differentiable, precision_of
from ethan_jax.calls import Calls
from ethan_jax.faults import told
from ethan_jax.layer import JaxLayer
from ethan_jax.transformations import outputs_when_differentiated

__all__ = ["Asked", "is_program"]

APART = 0.25
"""How far other values are from a subject's own, relative: far enough that what is stale shows."""


def is_program(subject: Subject) -> bool:
    """Whether a subject is a program of jax's, of real numbers."""
    return isinstance(subject.layer, JaxLayer) and not subject.is_complex


class Asked:
    """A subject whose layer is a program, asked past the boundary.

    Args:
        subject: at its own values.
        rng: of the cotangents, and of other values.

    Attributes:
        arrays: the inputs.
        moved: positions of those that are differentiated.
        cotangents: one for each output, of both signs and without entries near zero.
    """

    def __init__(self, subject: Subject, rng: np.random.Generator) -> None:
        self.subject, self.rng = subject, rng
        layer, inputs = subject.fresh(subject.values)
        self.layer: JaxLayer = layer
        self.arrays: tuple[Array, ...] = inputs
        self.moved = [at for at, array in enumerate(inputs) if is_differentiable(array)]
        self.cotangents = [self._signed(np.shape(y), np.asarray(y).dtype) for y in self.outputs()]

    @property
    def calls(self) -> Calls:
        """How the program is called."""
        return self.layer.calls

    @property
    def entries(self) -> int:
        """Of everything that takes part."""
        return sum(int(np.size(one)) for one in (*self.arrays, *self.cotangents))

    def others(self) -> tuple[Array, ...]:
        """Arrays of the same shapes with other values; integers stay."""
        moved = [
            (array * (1 + APART * self.rng.choice((-1.0, 1.0), array.shape))).astype(array.dtype)
            if is_differentiable(array)
            else array
            for array in self.arrays
        ]
        return tuple(moved)

    def outputs(self, arrays: Sequence[Array] | None = None) -> tuple[Array, ...]:
        """The outputs, compiled.

        Raises:
            LayerFault: the program raised.
        """
        output = self.layer.forward(*(self.arrays if arrays is None else arrays))
        return output if isinstance(output, tuple) else () if output is None else (output,)

    def differentiated(self, arrays: Sequence[Array] | None = None) -> tuple[Array, ...]:
        """The outputs that come beside the pullback, compiled.

        Raises:
            LayerFault: the program raised.
        """
        with self.running("forward"):
            found = outputs_when_differentiated(self.calls, self.arrays if arrays is None else arrays)
        return tuple(map(np.asarray, found))

    def gradients(self, arrays: Sequence[Array], cotangents: Sequence[Any]) -> dict[str, Array]:
        """The gradients by name, compiled.

        Raises:
            LayerFault: the program raised.
        """
        return self.by_name(self.layer.backward(arrays, tuple(cotangents)))

    def by_name(self, found: Sequence[Any]) -> dict[str, Array]:
        """Gradients in the order of the arrays, by the subject's names; of those that are owed alone."""
        pairs = zip(self.subject.input_names, found, strict=True)
        return {
            name: as_array(one) for name, one in pairs if name in self.subject.targets and one is not None
        }

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Inside, jax runs in the precision of the arrays.

        Raises:
            LayerFault: the program raised.
        """
        with told(stage), precision_of(self.arrays):
            yield

    def _signed(self, shape: tuple[int, ...], dtype: Any) -> Array:
        sizes = self.rng.uniform(0.5, 1.5, shape) * self.rng.choice((-1.0, 1.0), shape)
        return np.asarray(sizes).astype(dtype)
