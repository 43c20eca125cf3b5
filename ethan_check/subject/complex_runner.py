"""A layer that takes, holds or gives complex arrays, run on pairs of real numbers.

Everything else sees real arrays alone: a derivative in both directions of the plane is then one of any array.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Self

import numpy as np

from ethan_check.subject.complex_adapter import ComplexAdapter
from ethan_check.subject.execution.complex_pairs import as_pairs, is_complex
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.introspection import LayerInfo
from ethan_check.subject.runner import LayerRunner

__all__ = ["ComplexRunner"]


class ComplexRunner(LayerRunner):
    """A runner whose complex arrays, if it has any, are pairs of real numbers in `values`.

    >>> from ethan_check.subject.subject import Subject
    >>> class Twice:
    ...     def forward(self, z): return 2 * z
    ...     def backward(self, g): return 2 * g
    >>> subject = Subject(Twice(), (np.array([1 + 2j]),))
    >>> subject.is_complex, subject.values["X"].shape, subject.shape_of("X")
    (True, (1, 2), (1,))
    """

    def read_complex(self, known: LayerInfo | None, *, conjugate: bool) -> None:
        """Pairs of real numbers in place of complex ones, where there are any."""
        if known is None:
            self.info = replace(self.info, complex_outputs=self._complex_outputs())
        self.pairs = frozenset(name for name, value in self.values.items() if is_complex(value))
        if not self.pairs and not any(self.info.complex_outputs):
            return
        self.values = {n: as_pairs(v) if n in self.pairs else v for n, v in self.values.items()}
        of_inputs = tuple(name in self.pairs for name in self.input_names)
        of_parameters = self.pairs.intersection(self._paths)
        self.adapter = ComplexAdapter(self.info.adapter, of_inputs, of_parameters, conjugate)
        for remembered in ("output", "_shapes", "_factors"):
            self.__dict__.pop(remembered, None)

    def _complex_outputs(self) -> tuple[bool, ...]:
        try:
            output = self.output
        except LayerFault:
            return ()  # It is raised again where it is to be said.
        return tuple(map(is_complex, output if isinstance(output, tuple | list) else (output,)))

    @property
    def is_complex(self) -> bool:
        """Whether the layer takes, holds or gives complex numbers: pairs of real ones in `values`."""
        return isinstance(self.adapter, ComplexAdapter)

    def conjugated(self) -> Self:
        """The same, its complex gradients read by the other of the two conventions."""
        other = copy.copy(self)
        if isinstance(self.adapter, ComplexAdapter):
            other.adapter = self.adapter.conjugated()
            other.__dict__.pop("_answer", None)
        return other

    def shape_of(self, name: str) -> tuple[int, ...]:
        """The shape of an array as the layer knows it."""
        shape = self.values[name].shape
        return shape[:-1] if name in self.pairs else shape

    @property
    def shapes_of_outputs(self) -> list[tuple[int, ...]]:
        """The shape of each output as the layer knows it."""
        outputs = self.output if isinstance(self.output, tuple | list) else (self.output,)
        complex_ones = self.info.complex_outputs if self.is_complex else ()
        shapes = [np.shape(output) for output in outputs]
        return [
            shape[:-1] if at < len(complex_ones) and complex_ones[at] else shape
            for at, shape in enumerate(shapes)
        ]
