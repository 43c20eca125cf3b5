"""Getting to know a layer: how it is called, which arrays are trained, what its inputs are called."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions import detect
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.buffer_pool import BufferPool
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.global_rngs import restored_global_rngs, seeded_global_rngs
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.layer_copier import LayerCopier
from ethan_check.subject.execution.lazy_initialisation import initialised
from ethan_check.subject.execution.object_paths import Path, attributes, reads
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.options import NO_OPTIONS, LayerOptions
from ethan_check.subject.unread_arrays import unread_arrays
from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array
from ethan_core.suggest import did_you_mean

__all__ = ["LayerInfo", "LayerIntrospector", "names_of_inputs"]

_STAGES = frozenset({"forward", "backward", "value", "gradient"})


@dataclass(frozen=True)
class LayerInfo:
    """What trying a layer out has shown: it is the same for every case of one configuration.

    Args:
        adapter: knows how it is called.
        paths: where its trainable arrays live.
        draws_globally: whether it draws from global generators.
        copier: makes copies of the layer as it was handed over.
        buffers: room for copies of its arrays; None until the arrays are known.
        rejected: other readings of the layer, and why each was dropped.
        complex_outputs: for each output, whether it is complex on inputs as they were given.
        made_anew: the names of what has a gradient beside it and is made anew by each forward.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.net import Mlp
    >>> info = Subject(Mlp(3, 2), (np.ones((4, 3)),)).info
    >>> info.paths, info.draws_globally
    ({'W': ('W',), 'b': ('b',)}, False)
    """

    adapter: Adapter
    paths: Mapping[str, Path]
    draws_globally: bool
    copier: LayerCopier
    buffers: BufferPool | None = None
    rejected: tuple[tuple[str, str], ...] = ()
    complex_outputs: tuple[bool, ...] = ()
    made_anew: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayerIntrospector:
    """A layer that has not been run yet, and what it takes to try it.

    Args:
        layer: to be looked at only.
        inputs: the arguments of forward.
        copier: makes the copies that are run.
        seed: of global generators.
        name: what to call it in messages.

    >>> from ethan_core.net import Mlp
    >>> layer = Mlp(3, 2)
    >>> LayerIntrospector(layer, (np.ones((4, 3)),), LayerCopier(layer)).info().paths
    {'W': ('W',), 'b': ('b',)}
    """

    layer: Any
    inputs: tuple[Array, ...]
    copier: LayerCopier
    seed: int = 0
    name: str = "the layer"

    def info(self, options: LayerOptions = NO_OPTIONS, contract: Contract | None = None) -> LayerInfo:
        """How the layer is read.

        Raises:
            ArgumentError: as `detect`, or frozen names no parameter.
            LayerFault: whatever was tried, the layer raised.
        """
        trial = Trial(self.layer, self.inputs, self.copier.fresh, self.seed)
        with restored_global_rngs(), Silenced():
            adapter = detect(trial, options.convention, options.adapters)
        made_anew = tuple(".".join(path) for path in trial.made_anew)
        stated = tuple(name for name in options.frozen if name not in made_anew)
        found = self.parameters(adapter, contract)
        inputs = names_of_inputs(len(self.inputs), contract, adapter, found)
        paths = self._trained(adapter, found, tuple(name for name in stated if name not in inputs))
        rejected = tuple(getattr(trial, "rejected", ()))
        return LayerInfo(adapter, paths, trial.draws, self.copier, rejected=rejected, made_anew=made_anew)

    def _trained(
        self, adapter: Adapter, found: Mapping[str, Path], frozen: tuple[str, ...]
    ) -> dict[str, Path]:
        # What is None in this configuration is an array in others, a number may be a parameter, and whatever
        # else a layer holds may be what its forward keeps from call to call.
        own = attributes(self.layer)
        others = {
            n
            for n in frozen
            if n in own or isinstance(getattr(self.layer, n, ""), int | float | np.floating | None)
        }
        unknown = [name for name in frozen if name not in found and name not in others]
        if unknown:
            held = [*found, *unread_arrays(self.copier.fresh({}), found)]
            made = self._after_forward(adapter, found)
            unknown = [name for name in unknown if name not in held and name not in made]
        if unknown:
            raise ArgumentError(
                f"frozen names {', '.join(map(repr, unknown))}, and {self.name} holds no such array; "
                + (did_you_mean(unknown[0], held) if held else "it holds none")
            )
        return {name: path for name, path in found.items() if name not in frozen}

    def _after_forward(self, adapter: Adapter, found: Mapping[str, Path]) -> Mapping[str, Path]:
        """The arrays that are no parameters, by name, those that forward makes among them."""
        layer = self.copier.fresh({})
        try:
            with seeded_global_rngs(self.seed), Silenced():
                adapter.forward(layer, tuple(array.copy() for array in self.inputs))
        except BaseException as error:
            let_pass(error)
            return {}  # What forward has to say is said where it is checked.
        return unread_arrays(layer, found)

    def parameters(self, adapter: Adapter, contract: Contract | None = None) -> dict[str, Path]:
        """Where each trainable array lives.

        Raises:
            LayerFault: the layer raised while they were looked for.
        """
        found = dict(adapter.paths) if isinstance(adapter, Reading) else self._found_by(adapter)
        # What a contract declares as trainable is owed a gradient, whether or not one was found.
        declared = contract.parameters if contract is not None else {}
        for name in declared:
            if name not in found and getattr(reads(self.layer, (name,)), "dtype", np.dtype(int)).kind in "fc":
                found[name] = (name,)
        return found

    def _found_by(self, adapter: Adapter) -> dict[str, Path]:
        with seeded_global_rngs(self.seed), Silenced():
            try:
                trial = self.copier.fresh({})
                return adapter.parameters(trial, tuple(array.copy() for array in self.inputs))
            except LayerFault:
                raise
            except BaseException as error:
                raise fault_of(_stage(error), error) from None

    def has(self, paths: Mapping[str, Path]) -> bool:
        """Whether all parameters are there before forward has run."""
        return all(isinstance(reads(self.layer, path), np.ndarray) for path in paths.values())

    def initialise_lazily(self, adapter: Adapter, paths: Mapping[str, Path]) -> Any:
        """The layer after what its first forward sets up.

        Raises:
            LayerFault: forward raised, or a parameter is still not there.
        """

        def run(layer: Any, elsewhere: bool) -> None:
            moved = tuple(
                array * 0.5 if elsewhere and array.dtype.kind == "f" else array.copy()
                for array in self.inputs
            )
            with seeded_global_rngs(self.seed), Silenced():
                adapter.forward(layer, moved)

        try:
            layer = initialised(lambda: self.copier.fresh({}), run)
        except BaseException as error:
            raise fault_of("forward", error) from None
        missing = [name for name, path in paths.items() if not isinstance(reads(layer, path), np.ndarray)]
        if missing:
            raise LayerFault(
                f"{', '.join(missing)} cannot be found on the layer before its forward runs, and depends on "
                "its inputs afterwards; make parameters when the layer is made"
            )
        return layer


def names_of_inputs(
    count: int, contract: Contract | None, adapter: Adapter, parameters: Container[str] = ()
) -> tuple[str, ...]:
    """What the inputs are called: as the contract says, as the adapter saw, or as is usual.

    >>> from ethan_core.fn import Relu
    >>> adapter = LayerIntrospector(Relu(), (np.ones(2),), LayerCopier(Relu())).info().adapter
    >>> names_of_inputs(1, None, adapter), names_of_inputs(2, None, adapter, ["X1"])
    (('X',), ('X0', 'input X1'))
    """
    if contract is not None and len(contract.inputs) == count:
        return contract.inputs
    stated: tuple[str, ...] = getattr(adapter, "input_names", ())
    usual = ("X",) if count == 1 else tuple(f"X{position}" for position in range(count))
    usual = stated if len(stated) == count else usual
    return tuple(f"input {name}" if name in parameters else name for name in usual)


def _stage(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None:
        function = trace.tb_frame.f_code
        if function.co_name in _STAGES and "ethan_check" not in function.co_filename:
            return function.co_name
        trace = trace.tb_next
    return "the layer"
