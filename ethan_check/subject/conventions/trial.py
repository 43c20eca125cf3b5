"""Trying: a layer is run on copies, and what it did is looked at by every convention."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.reading import Call, Reading
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.global_rngs import global_rng_state
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.last_call import calling
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads, write
from ethan_check.subject.execution.read_attributes import name_of_layer
from ethan_check.subject.execution.returned import require_bounded
from ethan_core.layer import Array

__all__ = ["Outcome", "Trial", "signed_like"]

_A_LITTLE = 2.0**-10
"""By how much arrays are moved, relative and absolute: it shows in float16, and is too little to matter."""


@dataclass(frozen=True)
class Outcome:
    """What one forward and backward did: to the copy that was run, what each returned, and which arrays
    backward changed, with their values after forward and after backward.
    """

    layer: Any
    output: Any
    returned: Any
    moved: Mapping[Path, tuple[Array, Array]]


@dataclass
class Trial:
    """A layer that nobody has run, its inputs, and what came of trying.

    Args:
        layer: to be looked at only.
        inputs: of forward.
        copied: makes a copy that may be run, in which arrays are replaced, by `id`.
        seed: of global generators, for every run.
        draws: whether a run drew from a global generator.
        faults: what was raised in trying.
        rejected: each reading that was dropped, in words, and why.
        calls: what the signatures allow, once that was looked at.
        made_anew: what has a gradient beside it and is made anew by each forward, whatever stood there.
    """

    layer: Any
    inputs: Inputs
    copied: Callable[[Mapping[int, Any]], Any]
    seed: int = 0
    draws: bool = False
    faults: list[LayerFault] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    calls: Any = None
    made_anew: dict[Path, None] = field(default_factory=dict)
    _outcomes: dict[Any, Outcome | None] = field(default_factory=dict)
    _elsewhere: dict[Call, Outcome | None] = field(default_factory=dict)
    _lasting: dict[Call, set[Path]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What to call the layer in messages."""
        return name_of_layer(self.layer)

    def fresh(self, replacements: Mapping[int, Any]) -> Any:
        """A copy to be run, with the global generators where they were for every other one."""
        np.random.seed(self.seed % 2**32)  # The widest seed that numpy's global generator takes.
        random.seed(self.seed)
        return self.copied(replacements)

    def copied_inputs(self) -> Inputs:
        """The inputs, for a run that may write into them."""
        return tuple(array.copy() for array in self.inputs)

    def reject(self, reading: str, reason: str) -> None:
        """Note why a reading, or a call that any could be built on, was dropped."""
        self.rejected.append((reading, reason))

    def without(self, readings: Iterable[Reading], reason: Callable[[Reading], str]) -> list[Reading]:
        """The readings without those that there is a reason to drop, which is noted."""
        left = []
        for one in readings:
            why = reason(one)
            if why:
                self.reject(one.description, why)
            else:
                left.append(one)
        return left

    def fail(self, reading: str, fault: LayerFault) -> None:
        """Note what the layer raised when it was called in one way."""
        self.faults.append(fault)
        self.reject(reading, str(fault))

    def output_of(self, call: Call) -> Any:
        """What forward returns, before it is known how backward is called; None if it raised."""
        try:
            layer = self.fresh({})
            with calling("forward"):
                output = call.forward(layer, self.copied_inputs())[0]
            require_bounded(output, "forward")
            return output
        except BaseException as error:
            self.fail(call.text, fault_of("forward", error))
        return None

    def outcome(self, call: Call, **extra: Any) -> Outcome | None:
        """One forward and backward; None if one of them raised, which is remembered in `faults`."""
        key = (call, tuple(sorted((name, id(value)) for name, value in extra.items())))
        if key not in self._outcomes:
            try:
                self._outcomes[key] = self._run(call, self.copied_inputs(), extra)
            except LayerFault as fault:
                self._outcomes[key] = None
                self.fail(call.text, fault)
        return self._outcomes[key]

    def attempt(self, call: Call, inputs: Inputs | None = None) -> Outcome | None:
        """The same, on other inputs if there are any, without a note of what was raised."""
        try:
            return self._run(call, self.copied_inputs() if inputs is None else inputs, {})
        except LayerFault:
            return None

    def elsewhere(self, call: Call) -> Outcome | None:
        """The same on other inputs: what differs depends on them."""
        if call not in self._elsewhere:
            self._elsewhere[call] = self.attempt(call, self._other_inputs())
        return self._elsewhere[call]

    def output_moves(self, call: Call) -> bool:
        """Whether forward returns anything else on inputs of other sizes, or of the other sign."""
        here = self.outcome(call)
        negated = tuple(-array if array.dtype.kind == "f" else array.copy() for array in self.inputs)
        others = (self.elsewhere(call), self.attempt(call, negated))
        return here is not None and any(
            other is not None and not _same_output(here.output, other.output) for other in others
        )

    def is_lasting(self, call: Call, path: Path) -> bool:
        """Whether an array that a first forward made is left alone by a second one on other inputs, even if
        it was moved in between: what is made anew each time, to the same numbers, is not.
        """
        if call not in self._lasting:
            self._lasting[call] = self._left_by_second_forward(call)
        return path in self._lasting[call]

    def _left_by_second_forward(self, call: Call) -> set[Path]:
        layer = self.fresh({})
        moved = {}
        try:
            call.forward(layer, self.copied_inputs())
            for path in float_arrays(layer):
                array = reads(layer, path)
                moved[path] = np.asarray(array + _A_LITTLE * (1 + np.abs(array)), dtype=array.dtype)
                with suppress(TypeError):  # It stands in a tuple, which forward makes anew each time.
                    write(layer, path, moved[path].copy())
            call.forward(layer, self._other_inputs())
        except BaseException as error:
            let_pass(error)
            return set()
        later = ((path, array, reads(layer, path)) for path, array in moved.items())
        return {path for path, a, b in later if isinstance(b, np.ndarray) and identical(a, b)}

    def _other_inputs(self) -> Inputs:
        moves = [array.dtype.kind == "f" and array.ndim > 0 for array in self.inputs]
        return tuple(
            a * 0.5 + 0.125 * a[::-1] if m else a.copy() for a, m in zip(self.inputs, moves, strict=True)
        )

    def _run(self, call: Call, inputs: Inputs, extra: Mapping[str, Any]) -> Outcome:
        layer = self.fresh({})
        start = global_rng_state()
        stage = "forward"
        try:
            with calling(stage):
                output, memory = call.forward(layer, inputs)
            require_bounded(output, stage)
            before = {path: reads(layer, path).copy() for path in float_arrays(layer)}
            cotangent = signed_like(output)
            stage = "backward"
            with calling(stage):
                returned = call.backward(layer, inputs, cotangent, memory, **extra)
            require_bounded(returned, stage)
        except BaseException as error:
            raise fault_of(stage, error) from None
        self.draws = self.draws or global_rng_state() != start
        moved = {}
        for path, value in before.items():
            after = reads(layer, path)
            changed = isinstance(after, np.ndarray) and after.shape == value.shape
            if changed and not identical(after, value):
                moved[path] = (value, np.array(after))
        return Outcome(layer, output, returned, moved)


def _same_output(one: Any, other: Any) -> bool:
    several = isinstance(one, tuple | list) and isinstance(other, tuple | list)
    pairs = list(zip(one, other, strict=False)) if several else [(one, other)]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def signed_like(output: Any, turn: int = 0) -> Any:
    """A cotangent without symmetry, built like an output; another one for another turn.

    Its entries have both signs and sizes from 0.5 to 1.7 (2.2 for the next turns), in a pattern of 10 entries
    or more: no two neighbours are equal, and none is near zero.

    >>> signed_like(np.zeros(3))
    array([ 0.5 , -0.78,  1.06])
    """
    if isinstance(output, tuple | list):
        pieces = [signed_like(piece, turn + at) for at, piece in enumerate(output)]
        return pieces if isinstance(output, list) else tuple(pieces)
    shape = np.shape(output)
    dtype = getattr(output, "dtype", None)
    count = np.arange(int(np.prod(shape))) + 3 * turn
    values = (0.5 + 0.28 * (count * (turn + 1) % (5 + 2 * turn))) * np.where(count % (2 + turn), -1.0, 1.0)
    floating = dtype if dtype is not None and dtype.kind == "f" else np.float64
    return values.reshape(shape).astype(floating)[()]
