"""What an adapter is: the knowledge of one convention for writing a backward pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

from ethan_check.subject.execution.object_paths import Path
from ethan_core.contract import Reduction
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["Adapter", "Ambiguous", "Gradients", "Inputs", "Paths"]

Inputs: TypeAlias = tuple[Array, ...]
"""The arguments of forward."""
Paths: TypeAlias = Mapping[str, Path]
"""Where the parameters are, by name."""


@dataclass(frozen=True)
class Gradients:
    """What one call of backward reported, as the layer reports it.

    Args:
        inputs: one for each input of forward; None where the layer owes none, or gave none.
        parameters: by parameter name.
    """

    inputs: tuple[Any, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Adapter(Protocol):
    """Calls a layer the way its convention wants to be called.

    An adapter holds no state: the layer that it is handed is a fresh copy that it may change, and
    `memory` carries what forward has to tell backward.
    """

    @property
    def name(self) -> str:
        """The convention's name, as it is stated in `convention=`."""

    @property
    def reduction(self) -> Reduction:
        """How this convention reduces parameter gradients over the batch if nothing is declared."""

    def recognises(self, layer: Any) -> bool:
        """Whether the layer looks as if it followed this convention."""

    def parameters(self, layer: Any, inputs: Inputs) -> dict[str, Path]:
        """Where the trainable arrays are; the layer may be used up in finding out."""

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        """Run forward: its output (an array, or a tuple of them) and a memory for backward."""

    def backward(
        self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, parameters: Paths
    ) -> Gradients:
        """Run backward after forward on the same layer; the cotangent is built like the output."""


class Ambiguous(ArgumentError):
    """A layer can be read in several ways, and its author has to say which one is meant."""
