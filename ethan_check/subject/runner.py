"""Running a layer: named arrays in, outputs out. Every call works on fresh state."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from ethan_check.numerics.precision import Precision
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.conventions.trial import signed_like
from ethan_check.subject.execution.buffer_pool import BufferPool
from ethan_check.subject.execution.complex_pairs import as_complex
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.layer_call import LayerCall
from ethan_check.subject.execution.layer_copier import LayerCopier
from ethan_check.subject.execution.object_paths import read
from ethan_check.subject.execution.outputs import flatten, plain_output
from ethan_check.subject.execution.returned import plain_gradient
from ethan_check.subject.introspection import LayerInfo
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.layer import Array

__all__ = ["Calls", "LayerRunner"]

Values = Mapping[str, Array]


@dataclass
class Calls:
    """How often the layer's own code ran.

    >>> Calls()
    Calls(forward=0, backward=0)
    """

    forward: int = 0
    backward: int = 0

    def __add__(self, more: Calls) -> Calls:
        return Calls(self.forward + more.forward, self.backward + more.backward)

    def since(self, before: Calls) -> Calls:
        """Those that have been made since there were only so many.

        >>> Calls(5, 3).since(Calls(2, 1))
        Calls(forward=3, backward=2)
        """
        return Calls(self.forward - before.forward, self.backward - before.backward)


class LayerRunner:
    """One layer whose convention and parameters are known, on one set of arrays.

    Args:
        layer: the object; it is never run itself, only copies of it are.
        info: what is known about it: how it is called and where its parameters are.
        copier: makes the copies; the one of `info`, unless the layer was initialised since.
        input_names: what the arguments of forward are called.
        inputs: the arguments of forward.
        seed: of global generators, in case forward draws from them.
        calls: a counter to share with others.
        move_parameters: gives the value at which a parameter stands, from its name and initial value.
        precision: what every array is handed over in; None: as it is.
        tracer: takes down how verdicts on it are reached.

    >>> import numpy as np
    >>> from ethan_check.subject.introspection import LayerIntrospector
    >>> from ethan_core.fn import Relu
    >>> layer, x = Relu(), np.array([-1.0, 2.0])
    >>> info = LayerIntrospector(layer, (x,), LayerCopier(layer)).info()
    >>> runner = LayerRunner(layer, info, ("X",), (x,))
    >>> runner.forward(runner.values), runner.calls
    (array([0., 2.]), Calls(forward=1, backward=0))
    """

    def __init__(
        self,
        layer: Any,
        info: LayerInfo,
        input_names: tuple[str, ...],
        inputs: tuple[Array, ...],
        *,
        copier: LayerCopier | None = None,
        seed: int = 0,
        calls: Calls | None = None,
        move_parameters: Callable[[str, Array], Array] | None = None,
        precision: Precision | None = None,
        tracer: Tracer = NO_TRACE,
    ) -> None:
        self.layer = layer
        self.adapter = info.adapter
        self._paths, self._copier = info.paths, copier or info.copier
        self.seed, self.tracer = seed, tracer
        self.calls = calls if calls is not None else Calls()
        self.precision = precision
        self.input_names = input_names
        # Rows that are held at their own values, by name, so that forward does not depend on them.
        self.pinned: Mapping[str, list[int]] = {}
        # The names of complex arrays, of which `values` has pairs of real numbers.
        self.pairs: frozenset[str] = frozenset()
        self.values: dict[str, Array] = dict(zip(input_names, inputs, strict=True))
        self._originals = {parameter: read(layer, path) for parameter, path in info.paths.items()}
        for parameter, original in self._originals.items():
            self.values[parameter] = (
                move_parameters(parameter, original) if move_parameters else original.copy()
            )
        # As they were given: a narrow array that is looked at in float64 may have a narrow gradient.
        self.dtypes = {name: value.dtype for name, value in self.values.items()}
        self.buffers = info.buffers or BufferPool(self.values.values())
        self.info = replace(info, buffers=self.buffers)

    @property
    def runs_in_single(self) -> bool:
        """Whether the layer is never given float64."""
        return self.precision is not None

    @property
    def is_coarse(self) -> bool:
        """Whether it computes in numbers that no small step resolves."""
        return self.precision is not None and self.precision.is_coarse

    @property
    def draws_globally(self) -> bool:
        """Whether the layer draws from global generators."""
        return self.info.draws_globally

    @cached_property
    def output(self) -> Any:
        """The output of forward on the own arrays."""
        return self.forward(self.values)

    def remember_output(self, output: Any) -> None:
        """Spare the call for `output`: this is what forward gave on the own arrays."""
        if "output" not in self.__dict__:
            self.output = copy.deepcopy(output)  # Which may be a buffer that backward writes into.

    def with_layer(self, layer: Any) -> Self:
        """The same with another object in the layer's place, such as one that has run before.

        Raises:
            LayerFault: it cannot be copied.
        """
        other = copy.copy(self)
        other.layer, other._copier = layer, LayerCopier(layer, None, self.seed)
        other._originals = {parameter: read(layer, path) for parameter, path in self._paths.items()}
        for remembered in ("output", "_answer"):
            other.__dict__.pop(remembered, None)
        return other

    def fresh(
        self, values: Values, others: Mapping[int, Array] = MappingProxyType({})
    ) -> tuple[Any, tuple[Array, ...]]:
        """A copy of the layer that holds the given parameters, and the inputs to run it on.

        Args:
            values: parameters and inputs, by name.
            others: what else is replaced in the layer, by `id`.
        """
        # What starts from the stored arrays gets copies of them: a forward that writes into its input,
        # or a backward that updates its parameters, must not reach what other calls start from.
        private = {
            name: self._in_precision(self.buffers.copy(value) if value is self.values[name] else value)
            for name, value in values.items()
        }
        for name, rows in self.pinned.items():
            private[name] = private[name].copy()
            private[name][rows] = self.values[name][rows]
        given = {
            id(original): as_complex(private[name]) if name in self.pairs else private[name]
            for name, original in self._originals.items()
        }
        try:
            layer = self._copier.fresh({**others, **given})
        except BaseException as error:
            raise fault_of(self._copier.stage, error) from None
        return layer, tuple(private[name] for name in self.input_names)

    def _in_precision(self, array: Array) -> Array:
        return array if self.precision is None else self.precision.rounded(array)

    def run_forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Forward on a layer that is already fresh: its output and the memory for backward.

        Raises:
            LayerFault: forward raised, or returned no array.
        """
        self.calls.forward += 1
        with self.calling("forward"):
            output, memory = self.adapter.forward(layer, inputs)
            return plain_output(output), memory

    def run_backward(self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any) -> Gradients:
        """Backward after forward on the same layer; gradients as the layer reports them.

        Raises:
            LayerFault: backward raised.
        """
        self.calls.backward += 1
        with self.calling("backward"):
            reported = self.adapter.backward(layer, inputs, cotangent, memory, self._paths)
            return Gradients(
                tuple(plain_gradient(gradient) for gradient in reported.inputs),
                {name: plain_gradient(gradient) for name, gradient in reported.parameters.items()},
            )

    def calling(self, stage: str) -> LayerCall:
        """The context in which the layer's own code runs.

        Raises:
            LayerFault: on leaving it, whatever the layer raised.
        """
        return LayerCall(stage, self.seed if self.draws_globally else None)

    def call(self, stage: str, action: Callable[[], Any]) -> Any:
        """Run some of the layer's own code that is no forward or backward.

        Raises:
            LayerFault: it raised.
        """
        with self.calling(stage):
            return action()

    def try_out(self) -> None:
        """Run forward and backward once.

        Raises:
            LayerFault: one of them raised.
        """
        layer, inputs = self.fresh(self.values)
        output, memory = self.run_forward(layer, inputs)
        self.remember_output(output)
        self.run_backward(layer, inputs, signed_like(output), memory)

    def forward(self, values: Values) -> Any:
        """The output for the given arrays, from a fresh copy: an array or a tuple of arrays."""
        layer, inputs = self.fresh(values)
        return self.run_forward(layer, inputs)[0]

    def flat(self, values: Values) -> Array:
        """All outputs in one flat vector."""
        return flatten(self.forward(values))
