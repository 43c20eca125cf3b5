"""What detection ends in: an adapter for one layer, which knows where everything is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.execution.object_paths import Path, reads, write
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["Reading", "by_input"]


@dataclass(frozen=True)
class Reading:
    """Calls one layer, and reads its parameters' gradients where they were found.

    Args:
        name: the convention's.
        description: for people, `plain object, parameter gradients in the mapping grads`.
        calling: how forward and backward are called.
        paths: where the parameters are.
        left: for each parameter the places on the layer that add up to its gradient.
        reduction: over the batch, if nothing is declared.
        adds_up: whether the convention is that gradients are added to what is there, so that it has to be
            cleared before backward.
        input_names: what the inputs are, where that is known; a `target` is not differentiated.
    """

    name: str
    description: str
    calling: Calling
    paths: Mapping[str, Path] = field(default_factory=dict)
    left: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    reduction: Reduction = "sum"
    is_loss: bool = False
    adds_up: bool = False
    input_names: tuple[str, ...] = ()

    @property
    def memory_is_handed_on(self) -> bool:
        """Whether backward is given what forward remembers, instead of finding it on the layer."""
        return self.calling.memory_is_handed_on

    def recognises(self, layer: Any) -> bool:
        """Whether this is the layer that it was made for, or one like it."""
        return True

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """Where the trainable arrays are."""
        return dict(self.paths)

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Run forward: its output and a memory for backward."""
        return self.calling.forward(layer, inputs)

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Run backward and read what it returned and what it left."""
        if self.adds_up:
            self._clear(layer)
        returned = self.calling.backward(layer, inputs, cotangent, memory)
        return Gradients(
            by_input(returned, len(inputs)), {name: self.sum_of(layer, name) for name in parameters}
        )

    def _clear(self, layer: Any) -> None:
        for path in (path for paths in self.left.values() for path in paths):
            value = reads(layer, path)
            if isinstance(value, np.ndarray):
                write(layer, path, np.zeros_like(value))

    def sum_of(self, layer: Any, name: str) -> Any:
        """The gradient of one parameter; None where there is none."""
        found = [value for path in self.left.get(name, ()) if (value := reads(layer, path)) is not None]
        if len(found) < 2:
            return found[0] if found else None
        return np.sum(found, axis=0)


def by_input(returned: Any, count: int) -> tuple[Any, ...]:
    """One gradient for each input from what backward returned.

    >>> by_input([1.0, 2.0], 2), by_input(3.0, 2)
    ((1.0, 2.0), (3.0, None))
    """
    if isinstance(returned, tuple | list) and (count > 1 or (len(returned) == 1 and count == 1)):
        return (*returned[:count], *(None,) * (count - len(returned)))
    if isinstance(returned, Mapping) and len(returned) == count:
        return tuple(returned.values())
    return (returned,) + (None,) * (count - 1)
