"""What a check sees: named arrays in, outputs out, and a VJP. Every call works on fresh state."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.precision import Precision
from ethan_check.subject.complex_runner import ComplexRunner
from ethan_check.subject.conventions.adapter import Adapter, Gradients
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.declared_differences import DeclaredDifference, declared_differences, pinned_rows
from ethan_check.subject.execution.global_rngs import draws_globally
from ethan_check.subject.execution.layer_copier import LayerCopier, in_dtype
from ethan_check.subject.execution.object_paths import Path
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.execution.perturbed_line import PerturbedLine
from ethan_check.subject.execution.read_attributes import name_of_layer
from ethan_check.subject.gradients import validated_gradients
from ethan_check.subject.introspection import LayerInfo, LayerIntrospector, names_of_inputs
from ethan_check.subject.linearisation import Linearisation
from ethan_check.subject.options import LayerOptions, precision_of
from ethan_check.subject.own_answer import OwnAnswer, OwnPoint
from ethan_check.subject.reductions import require_reductions, stated_reduction, undone
from ethan_check.subject.runner import Calls
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.contract import Contract, Reduction
from ethan_core.domain import Interval
from ethan_core.layer import Array

__all__ = ["Subject"]

Values = Mapping[str, Array]

_OF_TARGETS = ("targets", "_shapes", "_factors")
"""What is remembered of the arrays that are owed a gradient."""
_OF_CALLS = ("output", "_answer")
"""What is remembered of calls at the own arrays."""


class Subject(ComplexRunner):
    """One layer in one configuration on one set of arrays.

    Args:
        layer: the object; it is never run itself, only copies of it are.
        inputs: the arguments of forward.
        contract: what the layer promises; by default its own `contract`, if it has one.
        convention: the name of the adapter to use; by default the first that recognises the layer.
        reduction: overrides how gradients are reduced over the batch, for all parameters or by name.
        name: what to call it in messages.
        label: the configuration and shapes, for messages.
        seed: of global generators, in case forward draws from them.
        adapters: further adapters to ask.
        calls: a counter to share with other subjects.
        move_parameters: gives the value at which a parameter is checked, from its name and its initial
            value: a scale that starts at 1 or a bias that starts at 0 hides mistakes.
        known: what another subject of the same class and configuration found out.
        factory: makes the layer anew, for layers that cannot be copied.
        dtype: `"float64"`: the layer's own arrays are made so, for layers that do not mix it with float32;
            `"float32"`, `"float16"` or a precision of a plugin's: everything that it holds and is given is
            always so. By default neither is changed.
        frozen: the names of parameters that are not trained: they are held fixed, and owed no gradient;
            inputs among them are given, but not differentiated.
        differs: which gradients are not the derivative on purpose, and how.
        accuracy: how accurate forward is, relative, if its rounding does not say so.
        complex: `"conjugate"`: gradients of complex arrays are the conjugates of steepest ascent.
        tracer: takes down how verdicts on it are reached.

    Raises:
        LayerFault: forward or backward raised.
        ArgumentError: no convention fits, or more than one, or a reduction names no array.

    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> subject.targets
    {'X': 'dL_dX', 'W': 'dL_dW', 'b': 'dL_db'}
    """

    def __init__(
        self,
        layer: Any,
        inputs: tuple[Any, ...],
        *,
        contract: Contract | None = None,
        convention: str | None = None,
        reduction: Reduction | Mapping[str, Reduction] | None = None,
        name: str = "",
        label: str = "",
        seed: int = 0,
        adapters: Iterable[Adapter] = (),
        calls: Calls | None = None,
        move_parameters: Callable[[str, Array], Array] | None = None,
        known: LayerInfo | None = None,
        factory: Callable[[], Any] | None = None,
        dtype: str | Precision | None = None,
        frozen: Iterable[str] = (),
        differs: Mapping[str, Any] | None = None,
        accuracy: float | None = None,
        complex: str | None = None,
        tracer: Tracer = NO_TRACE,
    ) -> None:
        options = LayerOptions(convention, reduction, dtype, tuple(frozen), adapters=tuple(adapters))
        precision = precision_of(dtype)
        if dtype is not None:
            held = "float64" if precision is None else precision.dtype
            layer, factory, known = in_dtype(layer, np.dtype(held), factory, seed), None, None
        own = getattr(layer, "contract", None)
        self.contract = own if isinstance(own, Contract) else contract
        self.name = name or name_of_layer(layer)
        self.label, self.factory = label, factory
        self.accuracy, self.frozen = accuracy or 0.0, frozenset(frozen)
        # What Ethan changed in what was given to make this case, in words.
        self.made = ""
        # Where forward gives numbers, for inputs of which no contract says so.
        self.natural_domain: Mapping[str, Interval] = {}
        # The largest entry of a gradient where the layer is not saturated, if that is known.
        self.ordinary_gradient = 0.0
        # Whether it is one of many that are tried in search of a small case that fails: of what fails the
        # targets alone are asked for, and no words.
        self.is_tried_out = False
        # Which of the cases of its layer it is: with the seed, what it is asked is drawn from it.
        self.number = 0
        # Inputs that are moved as symmetric matrices.
        self.symmetric: frozenset[str] = frozenset()
        self._reduction = reduction
        self._differences = declared_differences(differs or {})
        self._withheld: frozenset[str] = frozenset()
        arrays = tuple(map(np.asarray, inputs))
        arrays = arrays if precision is None else tuple(map(precision.rounded, arrays))
        copier = known.copier if known and known.copier.copies(layer) else LayerCopier(layer, factory, seed)
        introspector = LayerIntrospector(layer, arrays, copier, seed, self.name)
        info = replace(known, copier=copier) if known else introspector.info(options, self.contract)
        if not introspector.has(info.paths):
            layer = introspector.initialise_lazily(info.adapter, info.paths)
            copier = LayerCopier(layer, None, seed)
        super().__init__(
            layer,
            info,
            names_of_inputs(len(arrays), self.contract, info.adapter, info.paths),
            arrays,
            copier=copier,
            seed=seed,
            calls=calls,
            move_parameters=move_parameters,
            precision=precision,
            tracer=tracer,
        )
        require_reductions(reduction, self.name, self.input_names, tuple(self._paths))
        self.pinned = pinned_rows(self._differences, self.targets, self.values, self.name)
        if not known and not isinstance(info.adapter, Reading):
            _, draws = draws_globally(self.try_out, seed)
            self.info = replace(self.info, draws_globally=draws)
        self.read_complex(known, conjugate=complex == "conjugate")

    @property
    def is_loss(self) -> bool:
        """Whether the layer has a value and a gradient instead of a forward and a backward."""
        return bool(getattr(self.adapter, "is_loss", False))

    @property
    def read_as(self) -> str:
        """How the layer is read, in one line: `plain object, parameter gradients in the mapping grads`."""
        return str(getattr(self.adapter, "description", self.adapter.name))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the trainable arrays."""
        return tuple(self._paths)

    @property
    def paths(self) -> Mapping[str, Path]:
        """Where each trainable array lives in a layer."""
        return self._paths

    @cached_property
    def targets(self) -> dict[str, str]:
        """For every array that a gradient is owed for, what the gradient is called."""
        return {
            name: f"dL_d{name}"
            for name, value in self.values.items()
            if value.dtype.kind in "fc" and not self.is_constant(name) and name not in self._withheld
        }

    @property
    def differences(self) -> Mapping[str, DeclaredDifference]:
        """Which gradients are declared not to be the derivative, and how."""
        return self._differences

    def declared_to_be(self, words: Iterable[str]) -> dict[str, str]:
        """The targets' arrays whose gradient is declared to differ in one of some ways, and in which."""
        known = frozenset(words)
        return {name: d.word for name, d in self._differences.items() if d.word in known}

    def without(self, names: Iterable[str]) -> Subject:
        """The same subject, of which some arrays are owed no gradient."""
        other = copy.copy(self)
        other._withheld = self._withheld | frozenset(names)
        other._forget(*_OF_TARGETS)
        return other

    def is_constant(self, name: str) -> bool:
        """Whether an input is given but not differentiated."""
        if name in self.frozen or (self.contract is not None and name in self.contract.constants):
            return True
        if self.contract is not None and self.contract.shapes and not self.is_loss:
            return False
        if getattr(self.adapter, "of_each", False):
            return False  # A loss that states the gradient of its target is held to it.
        stated: tuple[str, ...] = getattr(self.adapter, "input_names", ())  # Of an adapter that saw a loss.
        by_position = dict(zip(self.input_names, stated, strict=False))
        return by_position.get(name) == "target"

    @property
    def batch(self) -> int:
        """N: the length of the leading axis of the first input; 1 where it has none."""
        first = self.values[self.input_names[0]] if self.input_names else np.empty(())
        return int(first.shape[0]) if first.ndim else 1

    def factor(self, name: str) -> float:
        """What a reported gradient is multiplied by to be the derivative."""
        declared = self._differences.get(name)
        is_input = name in self.input_names
        reduction = stated_reduction(self._reduction, name, is_differentiated=is_input and not self.is_loss)
        if reduction is None and self.contract is not None and self.contract.reduction is not None:
            reduction = self.contract.reduction_of(name, is_input=is_input)
        elif reduction is None:
            reduction = "sum" if is_input else self.adapter.reduction
        return undone(reduction, self.batch) / (declared.factor if declared else 1.0)

    @property
    def output_shape(self) -> tuple[int, ...] | None:
        """Of the only output; None where there are several, which need not have the same."""
        return None if isinstance(self.output, tuple | list) else np.shape(self.output)

    def describe(self) -> str:
        """Configuration and shapes: `in_channels=1 kernel_size=1, X (2, 1, 1, 1)`."""
        configuration = self.label.split("inputs ")[0].strip(", ")
        shapes = ", ".join(f"{name} {self.shape_of(name)}" for name in self.input_names)
        return f"{configuration}, {shapes}" if configuration else shapes

    def at(self, values: Values) -> Subject:
        """The same subject on other arrays of the same shapes."""
        other = copy.copy(self)
        other.values = dict(values)
        other._forget(*_OF_CALLS, *_OF_TARGETS)
        return other

    def _forget(self, *remembered: str) -> None:
        for name in remembered:
            self.__dict__.pop(name, None)

    def along(self, values: Values, directions: Values) -> PerturbedLine:
        """t -> all outputs, flat, at `values + t * directions`; arrays without a direction stay put. Where
        forward refuses to go they are NaN.
        """
        return PerturbedLine(self.flat, values, directions, self.buffers, self._no_numbers)

    def _no_numbers(self) -> Vector:
        return np.full(flatten(self.output).size, np.nan)

    def linearise(self, values: Values) -> Linearisation:
        """The subject at one point: its output there, and the VJP."""
        return Linearisation(self, values, self.derivatives)

    @property
    def own_answer(self) -> OwnAnswer:
        """A random cotangent at the own arrays, and what backward reports for it: asked for once, unless the
        arrays are too large to be kept.

        Raises:
            LayerFault: forward or backward raised.
        """
        known: OwnAnswer | None = self.__dict__.get("_answer")
        if known is None:
            known = OwnAnswer.asked(self.linearise(self.values), [self.seed, self.number])
            if not is_large(entries_of(self.values)):
                self._answer = known
        return known

    def is_own(self, values: Values) -> bool:
        """Whether these are the own arrays themselves."""
        return all(values[name] is value for name, value in self.values.items())

    def own_point(self, values: Values) -> Linearisation:
        """The subject at one point, of which the answer is known if the arrays are its own.

        Raises:
            LayerFault: forward or backward raised there.
        """
        if not self.is_own(values) or is_large(entries_of(values)):
            return self.linearise(values)
        return OwnPoint(self, self.own_answer, self.derivatives)

    def pullback(self, values: Values, cotangent: Vector) -> dict[str, Array]:
        """The VJP: for every target's array, the derivative of `cotangent . outputs` that backward states.

        Args:
            values: all arrays.
            cotangent: flat, as long as `flat(values)`.

        Raises:
            LayerFault: forward or backward raised.
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        return self.linearise(values).pullback(cotangent)

    def derivatives(self, reported: Gradients) -> dict[str, Array]:
        """Reported gradients by array name, with the reduction over the batch undone.

        Raises:
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        by_name = dict(zip(self.input_names, reported.inputs, strict=False))
        by_name.update(reported.parameters)
        given = sum(gradient is not None for gradient in reported.inputs)
        missing = partial(self._why_missing, given)
        return validated_gradients(by_name, self._shapes, self._factors.__getitem__, missing)

    @cached_property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        """Of each array that is owed a gradient."""
        return {name: self.values[name].shape for name in self.targets}

    @cached_property
    def _factors(self) -> dict[str, float]:
        """What each reported gradient is multiplied by: the same at every call."""
        return {name: self.factor(name) for name in self.targets}

    def _why_missing(self, given: int, name: str) -> str:
        """What is said of an input's gradient that backward did not return."""
        if name not in self.input_names:
            return ""
        owed = [one for one in self.input_names if one in self.targets]
        text = f"dL_d{name} is None, but {name} {self.values[name].shape} is owed a gradient"
        if given == 1 < len(owed) and name != self.input_names[0]:
            shape = self.values[name].shape
            text = f"backward returned one gradient for {len(owed)} inputs: {name} {shape} has none"
        return (
            text
            if self.contract is not None
            else f'{text}; if it is owed none, declare so: frozen=["{name}"]'
        )
