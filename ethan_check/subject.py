"""What a check sees: named arrays in, outputs out, and a VJP. Every call works on fresh state."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ethan_check.adapters import detect
from ethan_check.adapters.base import Adapter, Gradients, LayerFault, Path, fault_of
from ethan_check.adapters.bound import Bound
from ethan_check.adapters.lazy import initialised
from ethan_check.adapters.reading import read, reads
from ethan_check.adapters.trial import Trial, signed_like
from ethan_check.copies import Copier, in_dtype
from ethan_check.freeze import draws_globally, frozen_randomness, generators_put_back
from ethan_check.linearised import Linearised
from ethan_check.numerics.samples import Vector
from ethan_check.outputs import flatten, is_output
from ethan_check.quiet import Quiet
from ethan_check.spare import Spare
from ethan_core.contract import Contract, Reduction
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["Acquaintance", "BadGradient", "Subject"]

Values = Mapping[str, Array]


class BadGradient(Exception):
    """Backward returned something that cannot be a gradient of its array.

    Attributes:
        target: which gradient, such as `dL_dX`.
    """

    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target = target


@dataclass
class Calls:
    """How often the layer's own code ran."""

    forward: int = 0
    backward: int = 0


@dataclass(frozen=True)
class Acquaintance:
    """What trying a layer out has shown: it is the same for every case of one configuration."""

    adapter: Adapter
    paths: Mapping[str, Path]
    draws_globally: bool
    copier: Copier
    spare: Spare


class Subject:
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
            `"float32"`: everything that it holds and is given is always so. By default neither is changed.
        frozen: the names of parameters that are not trained: they are held fixed, and owed no gradient.

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
        known: Acquaintance | None = None,
        factory: Callable[[], Any] | None = None,
        dtype: str | None = None,
        frozen: Iterable[str] = (),
    ) -> None:
        self.runs_in_single = dtype == "float32"
        if dtype is not None:
            layer, factory, known = in_dtype(layer, np.dtype(dtype), factory, seed), None, None
        own = getattr(layer, "contract", None)
        self.contract = own if isinstance(own, Contract) else contract
        self.layer = layer
        self.name = name or getattr(layer, "__name__", None) or type(layer).__name__
        self.label = label
        self.seed = seed
        self.calls = calls if calls is not None else Calls()
        self._reduction = reduction
        self._copier = known.copier if known and known.copier.copies(layer) else Copier(layer, factory, seed)
        self._first_copier = self._copier
        self.draws_globally = False
        arrays = tuple(self._narrowed(np.asarray(array)) for array in inputs)
        self.adapter = known.adapter if known else self._detect(arrays, convention, adapters)
        self._paths = known.paths if known else self._trained(self._find_parameters(arrays), tuple(frozen))
        self.input_names = self._name_inputs(len(inputs))
        self.values: dict[str, Array] = dict(zip(self.input_names, arrays, strict=True))
        if any(not isinstance(reads(layer, path), np.ndarray) for path in self._paths.values()):
            self.layer = self._initialised(arrays)
            self._copier = Copier(self.layer, None, seed)
        self._originals = {parameter: read(self.layer, path) for parameter, path in self._paths.items()}
        for parameter, original in self._originals.items():
            self.values[parameter] = (
                move_parameters(parameter, original) if move_parameters else original.copy()
            )
        self.spare = known.spare if known else Spare(self.values.values())
        self._require_reductions()
        if known:
            self.draws_globally = known.draws_globally
        elif not isinstance(self.adapter, Bound):
            _, self.draws_globally = draws_globally(self.try_out, seed)

    @property
    def acquaintance(self) -> Acquaintance:
        """What was found out about the layer, for other subjects of its class and configuration."""
        return Acquaintance(self.adapter, self._paths, self.draws_globally, self._first_copier, self.spare)

    @cached_property
    def output(self) -> Any:
        """The output of forward on the subject's own arrays."""
        return self.forward(self.values)

    def _name_inputs(self, count: int) -> tuple[str, ...]:
        if self.contract is not None and len(self.contract.inputs) == count:
            return self.contract.inputs
        stated: tuple[str, ...] = getattr(self.adapter, "input_names", ())
        if len(stated) == count:
            return stated
        usual = ("X",) if count == 1 else tuple(f"X{position}" for position in range(count))
        return tuple(f"input {name}" if name in self._paths else name for name in usual)

    def _detect(
        self, inputs: tuple[Array, ...], convention: str | None, further: Iterable[Adapter]
    ) -> Adapter:
        trial = Trial(self.layer, inputs, self._copier.fresh, self.seed)
        with generators_put_back(), Quiet():
            adapter = detect(trial, convention, further)
        self.draws_globally = trial.draws
        return adapter

    def _find_parameters(self, inputs: tuple[Array, ...]) -> dict[str, Path]:
        if isinstance(self.adapter, Bound):
            found = dict(self.adapter.paths)
        else:
            found = self._found_by_adapter(inputs)
        # What a contract declares as trainable is owed a gradient, whether or not one was found.
        declared = self.contract.parameters if self.contract is not None else {}
        for name in declared:
            if name not in found and getattr(reads(self.layer, (name,)), "dtype", np.dtype(int)).kind == "f":
                found[name] = (name,)
        return found

    def _trained(self, found: dict[str, Path], frozen: tuple[str, ...]) -> dict[str, Path]:
        unknown = [name for name in frozen if name not in found]
        if unknown:
            raise ArgumentError(
                f"frozen names {', '.join(map(repr, unknown))}, but the parameters of {self.name} are "
                f"{', '.join(found) or 'none'}"
            )
        return {name: path for name, path in found.items() if name not in frozen}

    def _found_by_adapter(self, inputs: tuple[Array, ...]) -> dict[str, Path]:
        with frozen_randomness(self.seed), Quiet():
            try:
                trial = self._copier.fresh({})
                return self.adapter.parameters(trial, tuple(array.copy() for array in inputs))
            except LayerFault:
                raise
            except (Exception, SystemExit) as error:
                raise fault_of(self._stage(error), error) from None

    def _initialised(self, inputs: tuple[Array, ...]) -> Any:
        """The layer after what its first forward sets up."""

        def run(layer: Any, elsewhere: bool) -> None:
            moved = tuple(
                array * 0.5 if elsewhere and array.dtype.kind == "f" else array.copy() for array in inputs
            )
            with frozen_randomness(self.seed), Quiet():
                self.adapter.forward(layer, moved)

        try:
            layer = initialised(lambda: self._copier.fresh({}), run)
        except (Exception, SystemExit) as error:
            raise error if isinstance(error, LayerFault) else fault_of("forward", error) from None
        missing = [
            name for name, path in self._paths.items() if not isinstance(reads(layer, path), np.ndarray)
        ]
        if missing:
            raise LayerFault(
                f"{', '.join(missing)} cannot be found on the layer before its forward runs, and depends on "
                "its inputs afterwards; make parameters when the layer is made"
            )
        return layer

    def _require_reductions(self) -> None:
        if not isinstance(self._reduction, Mapping):
            return
        unknown = [name for name in self._reduction if name not in self.values]
        if unknown:
            parameters = ", ".join(self._paths) or "none"
            raise ArgumentError(
                f"reduction names {', '.join(map(repr, unknown))}, but the parameters of {self.name} are "
                f"{parameters} (and its inputs {', '.join(self.input_names)})"
            )

    def try_out(self) -> None:
        """Run forward and backward once.

        Raises:
            LayerFault: one of them raised.
        """
        layer, inputs = self.fresh(self.values)
        output, memory = self.run_forward(layer, inputs)
        self.output = copy.deepcopy(output)  # Which may be a buffer that backward writes into.
        self.run_backward(layer, inputs, signed_like(output), memory)

    @staticmethod
    def _stage(error: BaseException) -> str:
        stages = {"forward", "backward", "value", "gradient"}
        trace = error.__traceback__
        while trace is not None:
            function = trace.tb_frame.f_code
            if function.co_name in stages and "ethan_check" not in function.co_filename:
                return function.co_name
            trace = trace.tb_next
        return "the layer"

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
            if value.dtype.kind in "fc" and not self.is_constant(name)
        }

    def is_constant(self, name: str) -> bool:
        """Whether an input is given but not differentiated."""
        if self.contract is not None and name in self.contract.constants:
            return True
        if self.contract is not None and self.contract.shapes and not self.is_loss:
            return False
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
        is_input = name in self.input_names
        reduction: Reduction = "sum"
        if self._reduction is not None:
            if isinstance(self._reduction, str):
                reduction = "sum" if is_input and not self.is_loss else self._reduction
            else:
                reduction = self._reduction.get(name, "sum")
        elif self.contract is not None and self.contract.reduction is not None:
            reduction = self.contract.reduction_of(name, is_input=is_input)
        elif not is_input:
            reduction = self.adapter.reduction
        return {"sum": 1.0, "mean": float(self.batch), "per_sample": 1.0 / max(self.batch, 1)}[reduction]

    def at(self, values: Values) -> Subject:
        """The same subject on other arrays of the same shapes."""
        other = copy.copy(self)
        other.values = dict(values)
        for remembered in ("output", "targets"):
            other.__dict__.pop(remembered, None)
        return other

    def _narrowed(self, array: Array) -> Array:
        return array.astype(np.float32) if self.runs_in_single and array.dtype.kind == "f" else array

    # Running the layer

    def fresh(self, values: Values) -> tuple[Any, tuple[Array, ...]]:
        """A copy of the layer that holds the given parameters, and the inputs to run it on."""
        # What starts from the stored arrays gets copies of them: a forward that writes into its input,
        # or a backward that updates its parameters, must not reach what other calls start from.
        private = {
            name: self._narrowed(self.spare.copy(value) if value is self.values[name] else value)
            for name, value in values.items()
        }
        given = {id(original): private[name] for name, original in self._originals.items()}
        try:
            layer = self._copier.fresh(given)
        except (Exception, SystemExit) as error:
            raise fault_of(self._copier.stage, error) from None
        return layer, tuple(private[name] for name in self.input_names)

    def run_forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Forward on a layer that is already fresh: its output and the memory for backward.

        Raises:
            LayerFault: forward raised, or returned no array.
        """
        self.calls.forward += 1
        result: tuple[Any, Any] = self.call("forward", lambda: self.adapter.forward(layer, inputs))
        if not is_output(result[0]):
            what = "None" if result[0] is None else f"a {type(result[0]).__name__}"
            raise LayerFault(f"forward returned {what}, expected an array or a tuple of arrays")
        return result

    def run_backward(self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any) -> Gradients:
        """Backward after forward on the same layer; gradients as the layer reports them.

        Raises:
            LayerFault: backward raised.
        """
        self.calls.backward += 1
        reported: Gradients = self.call(
            "backward",
            lambda: self.adapter.backward(layer, inputs, cotangent, memory, self._paths),
        )
        return reported

    def call(self, stage: str, action: Callable[[], Any]) -> Any:
        """Run some of the layer's own code under frozen randomness.

        Raises:
            LayerFault: it raised.
        """
        with Quiet():
            try:
                if self.draws_globally:
                    with frozen_randomness(self.seed):
                        return action()
                return action()
            except LayerFault:
                raise
            except (Exception, SystemExit) as error:
                raise fault_of(stage, error) from None

    def forward(self, values: Values) -> Any:
        """The output for the given arrays, from a fresh copy: an array or a tuple of arrays."""
        layer, inputs = self.fresh(values)
        return self.run_forward(layer, inputs)[0]

    def flat(self, values: Values) -> Array:
        """All outputs in one flat vector."""
        return flatten(self.forward(values))

    def pullback(self, values: Values, cotangent: Vector) -> dict[str, Array]:
        """The VJP: for every target's array, the derivative of `cotangent . outputs` that backward states.

        Args:
            values: all arrays.
            cotangent: flat, as long as `flat(values)`.

        Raises:
            LayerFault: forward or backward raised.
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        return Linearised(self, values).pullback(cotangent)

    def _how_to_declare(self, name: str) -> str:
        if name not in self.input_names or self.contract is not None:
            return ""
        names = ", ".join(f'"{one}"' for one in self.input_names)
        return (
            "; if backward has none to give, declare so: "
            f'contract=Contract(inputs=({names},), constants=("{name}",))'
        )

    def derivatives(self, reported: Gradients) -> dict[str, Array]:
        """Reported gradients by array name, with the reduction over the batch undone.

        Raises:
            BadGradient: a gradient is missing, or has the wrong shape or type.
        """
        by_name: dict[str, Any] = dict(zip(self.input_names, reported.inputs, strict=False))
        by_name.update(reported.parameters)
        result: dict[str, Array] = {}
        for name, target in self.targets.items():
            gradient = by_name.get(name)
            shape = self.values[name].shape
            if gradient is None:
                owed = f"{target} is None, but {name} {shape} is owed a gradient"
                raise BadGradient(target, owed + self._how_to_declare(name))
            array = _as_array(gradient)
            if array.dtype.kind not in "fiuc":
                raise BadGradient(
                    target, f"{target} is a {type(gradient).__name__}, expected an array of shape {shape}"
                )
            if array.shape != shape:
                raise BadGradient(
                    target, f"{target} has shape {array.shape}, expected {shape}, the shape of {name}"
                )
            factor = self.factor(name)
            result[name] = array * np.asarray(factor, dtype=array.dtype) if factor != 1.0 else array
        return result


def _as_array(gradient: Any) -> Array:
    """A gradient as an array; what is none has the dtype object."""
    try:
        return np.asarray(gradient)
    except ValueError:  # Pieces of different shapes.
        return np.empty((), dtype=object)
