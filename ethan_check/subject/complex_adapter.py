"""A layer of complex numbers, called with pairs of real ones.

For a real loss L the gradient with respect to z is dL/dRe z + i dL/dIm z: the direction of steepest ascent,
as PyTorch has it. As pairs of real numbers that is the gradient of any other array, for inputs, parameters
and outputs alike. Its conjugate, as JAX has it, is another convention: there, cotangents and gradients are
conjugated on the way in and out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Adapter, Gradients, Inputs, Paths
from ethan_check.subject.execution.complex_pairs import as_complex, as_pairs, is_complex
from ethan_check.subject.execution.object_paths import Path
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["ComplexAdapter"]


@dataclass(frozen=True)
class ComplexAdapter:
    """Calls a layer by its own convention, with complex arrays where the engine has pairs.

    Args:
        own: the layer's convention.
        complex_inputs: for each input, whether it is complex.
        complex_parameters: the names of the parameters that are.
        conjugate: whether backward takes and gives conjugates.

    >>> from ethan_check.subject.subject import Subject
    >>> class Square:
    ...     def forward(self, z): self.z = z; return z * z
    ...     def backward(self, g): return g * np.conj(2 * self.z)
    >>> subject = Subject(Square(), (np.array([1 + 2j]),))
    >>> subject.values["X"].tolist(), subject.flat(subject.values).tolist()
    ([[1.0, 2.0]], [-3.0, 4.0])
    >>> subject.pullback(subject.values, np.array([1.0, 0.0]))["X"].tolist()
    [[2.0, -4.0]]
    """

    own: Adapter
    complex_inputs: tuple[bool, ...]
    complex_parameters: frozenset[str]
    conjugate: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    @property
    def name(self) -> str:
        """The name of the layer's own convention."""
        return self.own.name

    @property
    def reduction(self) -> Reduction:
        """That of the layer's own convention."""
        return self.own.reduction

    def recognises(self, layer: Any) -> bool:
        """Whether the layer's own convention does."""
        return self.own.recognises(layer)

    def parameters(self, layer: Any, inputs: Inputs) -> dict[str, Path]:
        """Where the trainable arrays are."""
        return self.own.parameters(layer, self._natural(inputs))

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        """Run forward on complex arrays; complex outputs come as pairs."""
        output, memory = self.own.forward(layer, self._natural(inputs))
        return _each(output, lambda piece: as_pairs(piece) if is_complex(piece) else piece), (output, memory)

    def backward(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, parameters: Paths
    ) -> Gradients:
        """Run backward with a complex cotangent for complex outputs; gradients of complex arrays as pairs."""
        output, memory = memory
        reported = self.own.backward(
            layer, self._natural(inputs), self._cotangent(cotangent, output), memory, parameters
        )
        by_input = zip(reported.inputs, (*self.complex_inputs, *[False] * len(reported.inputs)), strict=False)
        return Gradients(
            tuple(self._gradient(gradient) if pairs else gradient for gradient, pairs in by_input),
            {
                name: self._gradient(gradient) if name in self.complex_parameters else gradient
                for name, gradient in reported.parameters.items()
            },
        )

    def conjugated(self) -> ComplexAdapter:
        """The other of the two conventions."""
        return replace(self, conjugate=not self.conjugate)

    def _natural(self, inputs: Inputs) -> Inputs:
        return tuple(
            as_complex(array) if pairs else array
            for array, pairs in zip(inputs, self.complex_inputs, strict=True)
        )

    def _cotangent(self, cotangent: Any, output: Any) -> Any:
        if not isinstance(output, tuple | list):
            return self._one_cotangent(cotangent, output)
        pieces = (self._one_cotangent(*pair) for pair in zip(cotangent, output, strict=True))
        return type(cotangent)(pieces)

    def _one_cotangent(self, cotangent: Array, output: Any) -> Array:
        if not is_complex(output):
            return cotangent
        natural = as_complex(cotangent)
        return np.conj(natural) if self.conjugate else natural

    def _gradient(self, gradient: Any) -> Any:
        """As pairs; what is no array of numbers is left for others to name."""
        if gradient is None or np.asarray(gradient).dtype.kind not in "fciu":
            return gradient
        return as_pairs(np.conj(gradient) if self.conjugate else gradient)


def _each(output: Any, change: Any) -> Any:
    if isinstance(output, tuple | list):
        return type(output)(change(piece) for piece in output)
    return change(output)
