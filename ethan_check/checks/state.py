"""State: backward answers for the latest forward of its own object, whatever else happened.

A backward that reads a cache can read the wrong one: of an earlier call, of another instance, of a call
in evaluation mode, or one that a first backward used up. Each answer is compared with that of a fresh
copy that did nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ethan_check.checks.adding_up import (
    DOUBLED,
    EVIDENCE,
    adding_up,
    habits,
    habits_for_turned_inputs,
    now_and_then_adding_up,
    partly_adding_up,
    uncleared,
)
from ethan_check.checks.base import finding
from ethan_check.checks.equality import first_difference, reported_gradients
from ethan_check.checks.forward_state import what_forward_remembers
from ethan_check.checks.histories import Histories
from ethan_check.checks.histories_told import HISTORY, told_once
from ethan_check.checks.kept_arrays import changes_of_kept_arrays
from ethan_check.checks.other_inputs import inputs_of_other_shapes, other_inputs, pasts
from ethan_check.checks.remembering import wrong_after_a_past
from ethan_check.checks.siblings import gradients_beside_sibling
from ethan_check.numerics.tolerances.equality import SAME_OPERATIONS
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import unflatten
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import reset_of
from ethan_core.layer import Array

__all__ = ["CHECK", "State"]

RIGHT = "backward answers for its own latest forward"


class State:
    """Interleaves calls and compares with calls that were not interleaved."""

    name = "state"
    code = "ETH004"
    max_cases: int | None = 2
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each history of calls; one for all that a gradient does not bear."""
        yield from told_once(self._histories(subject, rng))

    def _histories(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        answer = subject.own_answer
        u, expected = answer.cotangent, subject.derivatives(answer.reported)
        again = list(self._backward_twice(subject, u))
        yield from again
        if any(one.evidence.get(DOUBLED) for one in again):
            return  # Every other history would say the same.
        for change in changes_of_kept_arrays(subject, u):
            yield finding(self, subject, "fail", "", f"{subject.name}: {change}")
        remembered = what_forward_remembers(subject)
        if remembered is None:
            return  # It draws from where nobody can put it back, so there is nothing to compare with.
        other = other_inputs(subject, rng)
        if remembered:
            yield from wrong_after_a_past(self, subject, remembered, other)
        histories = Histories(subject, u, remembered)
        reset = reset_of(subject.layer)
        between = f" and {reset}()" if reset else ""
        for words, past in pasts(subject, other):
            words = words.replace(" before it", f"{between} before it")
            try:
                got = histories.after(*past)
            except (LayerFault, BadGradient) as fault:
                yield finding(self, subject, "fail", "", f"{fault}, after {words}")
                return
            yield from self._compare(subject, expected, got, words)
        for shapes in inputs_of_other_shapes(subject):
            words = f"a forward and backward of inputs {', '.join(str(a.shape) for a in shapes)} before it"
            try:
                after_shape = histories.after_other_shape(shapes)
            except (LayerFault, BadGradient) as fault:
                yield finding(self, subject, "fail", "", f"{fault}, after {words}")
                return
            if after_shape is not None:
                yield from self._compare(subject, expected, after_shape, words)
        after_update = histories.after_other_parameters()
        if after_update is not None:
            words = "a forward and backward with other parameters before it"
            yield from self._compare(subject, expected, after_update, words)
        got = histories.beside_other_instance(other)
        yield from self._compare(subject, expected, got, "a forward of another instance in between")
        with_sibling = gradients_beside_sibling(subject, u, other)
        if with_sibling is not None:
            words = "a forward and backward of another instance"
            yield from self._compare(subject, *with_sibling, words)
        if getattr(subject.adapter, "memory_is_handed_on", False):
            try:
                got = histories.after_later_forward(other)
            except LayerFault:
                got = expected  # Refused aloud.
            words = "a later forward, although it was given the cache of its own"
            yield from self._compare(subject, expected, got, words)
        if isinstance(getattr(subject.layer, "training", None), bool):
            in_this_mode = histories.after_other_mode()
            if in_this_mode is not None:
                words = "a forward in the other mode before it"
                yield from self._compare(subject, expected, in_this_mode, words)

    def _backward_twice(self, subject: Subject, u: Array) -> Iterator[Finding]:
        layer, inputs = subject.fresh(subject.values)
        output, memory = subject.run_forward(layer, inputs)
        reported = subject.run_backward(layer, inputs, unflatten(u, output), memory)
        first = reported_gradients(subject, reported)
        held = {n: g for n, g in subject.derivatives(reported).items() if n in subject.input_names}
        del reported
        try:
            second_report = subject.run_backward(layer, inputs, unflatten(u, output), memory)
        except LayerFault:
            return  # A layer that refuses a second backward aloud cannot answer it wrongly.
        second = subject.derivatives(second_report)
        adding = uncleared(subject)
        if adding is not None:
            second = {name: np.array(gradient) for name, gradient in second.items()}  # It may add in place.
            third = adding.run_backward(layer, inputs, unflatten(u, output), memory)
            adds = habits(subject, second, subject.derivatives(third))
            if len(adds) < len(subject.parameters):
                adds = habits_for_turned_inputs(subject, adding) | adds
            yield from self._adding_up(subject, adds)
        elif reset_of(subject.layer):
            yield from self._adding_up(subject, habits(subject, first, second))
            keep = set(subject.input_names)
            first, second = ({k: v for k, v in d.items() if k in keep} for d in (first, second))
        else:
            message, targets = adding_up(subject, habits(subject, first, second))
            if message:
                yield finding(self, subject, "fail", targets[0], message, {DOUBLED: targets})
                return
        yield from self._compare(subject, first, second, "a first backward of the same forward")
        yield from self._compare(
            subject, {name: first[name] for name in held}, held, "a second backward, in place"
        )

    def _adding_up(self, subject: Subject, adds: dict[str, bool]) -> Iterator[Finding]:
        message = partly_adding_up(subject, adds)
        if message:
            yield finding(self, subject, "fail", "", message)
            return
        evidence = {EVIDENCE: {subject.targets[name]: does for name, does in adds.items()}}
        yield finding(self, subject, "pass", "", RIGHT, evidence)

    def over_cases(self, findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
        """What no single case shows: gradients that add up in some layers of a rule."""
        return now_and_then_adding_up(findings)

    def _compare(
        self, subject: Subject, expected: dict[str, Array], got: dict[str, Array], words: str
    ) -> Iterator[Finding]:
        different = first_difference(expected, got, same=SAME_OPERATIONS)
        if different is None:
            yield finding(self, subject, "pass", "", RIGHT)
            return
        name, distance = different
        target = subject.targets[name]
        message = f"{target} changes by {100 * distance:.3g}% of its size after {words}"
        evidence = {"relative_difference": distance, HISTORY: words}
        yield finding(self, subject, "fail", target, message, evidence)


CHECK = State()
