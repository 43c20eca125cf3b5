"""Layout: an array's numbers decide, not how they lie in memory.

Transposes, slices, reversed and broadcast views are arrays like any other. A layer that walks memory
(`ravel(order="K")`, raw buffers, stride tricks) answers differently for the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.checks.equality import first_difference, relative_distance
from ethan_check.numerics.random_directions import cotangent
from ethan_check.result import Finding, Json
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "LAYOUTS", "WRITTEN", "Layout", "is_changed"]

View = Callable[[Array], Array]


def _with_negative_strides(array: Array) -> Array:
    backwards = tuple(slice(None, None, -1) for _ in range(array.ndim))
    return np.ascontiguousarray(array[backwards])[backwards]


def _with_gaps(array: Array) -> Array:
    wide = np.zeros(tuple(2 * n for n in array.shape), array.dtype)
    every_other = tuple(slice(None, None, 2) for _ in range(array.ndim))
    wide[every_other] = array
    return wide[every_other]


LAYOUTS: dict[str, View] = {
    "Fortran-ordered": np.asfortranarray,
    "reversed (negative strides)": _with_negative_strides,
    "sliced (gaps between entries)": _with_gaps,
}
"""The same numbers in other layouts."""

WRITTEN = "written"
"""In the evidence of a failure: the layer writes into what it is handed, so that views and copies differ."""


class Answers(NamedTuple):
    """What a layer answers: its output, its gradients, and whether it wrote into what it was handed."""

    output: Any
    gradients: dict[str, Array]
    wrote: bool


class Layout:
    """Hands over the same numbers in other layouts, for inputs and for cotangents."""

    name = "layout"
    code = "ETH006"
    max_cases: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for each layout."""
        answer = subject.own_answer
        # Whether it writes into what it is handed is asked where something differs.
        plain = Answers(flatten(subject.output), subject.derivatives(answer.reported), wrote=False)
        u = answer.cotangent
        if is_large(entries_of(subject.values)):
            yield from self._in_turn(subject, plain, u)
        else:
            for words, view in LAYOUTS.items():
                yield from self._in_layout(subject, plain, view, u, words)
        shape = np.shape(flatten(subject.output)) if isinstance(subject.output, tuple | list) else None
        if shape is None and np.ndim(subject.output) > 0:
            output = np.asarray(subject.output)
            row = unflatten(cotangent(output[:1].size, rng), output[:1])
            spread = np.broadcast_to(row, output.shape)
            same = self._copied_answers(
                self._answers(subject, np.asarray, np.ascontiguousarray, spread.ravel())
            )
            views = (np.asarray, lambda _: spread)
            yield self._compare(subject, same, views, spread.ravel(), "broadcast (zero strides) cotangent")

    def _in_turn(self, subject: Subject, plain: Answers, u: Array) -> Iterator[Finding]:
        """Each layout once for the inputs and once for the cotangent, mixed: a third of the calls."""
        names = list(LAYOUTS)
        for one, other in zip(names, names[1:] + names[:1], strict=True):
            words = f"{one} inputs and {other} cotangent"
            yield self._compare(subject, plain, (LAYOUTS[one], LAYOUTS[other]), u, words)

    def _in_layout(
        self, subject: Subject, plain: Answers, view: View, u: Array, words: str
    ) -> Iterator[Finding]:
        """Inputs and cotangent together; each alone to say whose layout matters, or where mixing may."""
        both = self._compare(subject, plain, (view, view), u, f"{words} inputs and cotangent")
        if both.verdict == "pass" and view is not np.asfortranarray:
            yield both
            return
        for views, whose in (((view, np.asarray), "inputs"), ((np.asarray, view), "cotangent")):
            yield self._compare(subject, plain, views, u, f"{words} {whose}")
        yield both

    def _compare(
        self,
        subject: Subject,
        plain: Answers,
        views: tuple[View, View],
        u: Array,
        words: str,
    ) -> Finding:
        try:
            output, gradients, wrote = self._answers(subject, *views, u)
        except LayerFault as fault:
            return finding(self, subject, "fail", "", f"{fault}, for {words}")
        target, distance = "Y", relative_distance(plain.output, output)
        if distance is None:
            different = first_difference(plain.gradients, gradients)
            if different is None:
                words = "the layout of arrays in memory makes no difference"
                return finding(self, subject, "pass", "", words)
            target, distance = subject.targets[different[0]], different[1]
        message = f"{target} differs by {100 * distance:.3g}% of its size for {words} with the same numbers"
        evidence: dict[str, Json] = {"relative_difference": distance}
        if wrote or self._answers(subject, np.asarray, np.asarray, u).wrote:
            evidence[WRITTEN] = True
        return finding(self, subject, "fail", target, message, evidence)

    def _answers(self, subject: Subject, of_input: View, of_cotangent: View, u: Array) -> Answers:
        layer, inputs = subject.fresh(subject.values)
        inputs = tuple(of_input(np.ascontiguousarray(array)) if array.ndim else array for array in inputs)
        inputs_before = list(map(np.array, inputs))
        output, memory = subject.run_forward(layer, inputs)
        given = unflatten(u.copy(), output)  # Whoever writes into it must not change the next question.
        if isinstance(given, tuple | list):
            given = type(given)(of_cotangent(piece) if piece.ndim else piece for piece in given)
        elif given.ndim:
            given = of_cotangent(given)
        pieces = given if isinstance(given, tuple | list) else (given,)
        pieces_before = list(map(np.array, pieces))
        kept = flatten(output).copy()
        reported = subject.run_backward(layer, inputs, given, memory)
        before, after = [*inputs_before, *pieces_before], [*inputs, *pieces]
        wrote = any(is_changed(one, other) for one, other in zip(before, after, strict=True))
        return Answers(kept, subject.derivatives(reported), wrote)

    @staticmethod
    def _copied_answers(answers: Answers) -> Answers:
        """The same answers, out of reach of later calls."""
        return answers._replace(gradients={name: np.array(g) for name, g in answers.gradients.items()})


def is_changed(before: Array, after: Array) -> bool:
    """Whether an array holds other numbers than before; NaN is itself.

    >>> is_changed(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    False
    """
    return not np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")


CHECK = Layout()
