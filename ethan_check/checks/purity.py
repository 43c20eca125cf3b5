"""Purity: what is handed in stays as it was, and what was handed out stays as it is.

Forward and backward read their inputs, their cotangent and (apart from an update) their parameters. A
layer that writes into them damages the caller's arrays, and a layer that returns a buffer which it uses
again damages results that are still in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.numerics.chunks import identical
from ethan_check.numerics.random_directions import cotangent
from ethan_check.result import Finding
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.object_paths import read
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import zero_grad
from ethan_core.layer import Array

__all__ = ["CHECK", "Purity"]


class Purity:
    """Runs forward and backward on arrays that it watches, then on read-only ones."""

    name = "purity"
    code = "ETH005"
    max_cases: int | None = 2
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield findings for writes into arrays, for read-only arrays and for results that change."""
        u = cotangent(flatten(subject.output).size, rng)
        refused = self._read_only_fault(subject, u)
        run = _WatchedRun(subject, u)
        written = run.written()
        for what, when in written:
            yield finding(self, subject, "fail", what, f"{when} writes into {what}")
        if written:
            return
        if refused:
            yield finding(self, subject, "fail", "", f"{refused}; it must work on read-only arrays")
            return
        changed = run.reused_buffer()
        if changed:
            message = f"{changed} is a buffer of the layer: it changes when the layer runs again"
            yield finding(self, subject, "fail", changed, message)
            return
        yield finding(self, subject, "pass", "", "arrays stay as they were handed in and out")

    def _read_only_fault(self, subject: Subject, u: Array) -> str | None:
        layer, inputs = subject.fresh(subject.values)
        for array in inputs:
            array.flags.writeable = False
        try:
            output, memory = subject.run_forward(layer, inputs)
            given = unflatten(u, output)
            for piece in given if isinstance(given, tuple | list) else (given,):
                piece.flags.writeable = False
            subject.run_backward(layer, inputs, given, memory)
        except LayerFault as fault:
            return str(fault)
        return None


class _WatchedRun:
    """A forward and backward of one copy, of which all arrays that go in and come out are watched."""

    def __init__(self, subject: Subject, u: Array) -> None:
        self._subject, self._u = subject, u
        self._layer, self._inputs = subject.fresh(subject.values)
        self._output: Any = None
        self._reported = Gradients((), {})

    def written(self) -> list[tuple[str, str]]:
        """What forward or backward writes into, and which of the two."""
        before = {name: array.copy() for name, array in self._watched().items()}
        self._output, memory = self._subject.run_forward(self._layer, self._inputs)
        written = [(name, "forward") for name in self._changed(before)]
        if written:
            return written
        given = unflatten(self._u, self._output)
        cotangent = flatten(given).copy()
        self._reported = self._subject.run_backward(self._layer, self._inputs, given, memory)
        changed = self._changed(before)
        if not _identical(flatten(given), cotangent):
            changed.append("the cotangent")
        return [(name, "backward") for name in changed]

    def _watched(self) -> dict[str, Array]:
        """The inputs and parameters as they stand."""
        inputs = dict(zip(self._subject.input_names, self._inputs, strict=True))
        parameters = {name: read(self._layer, path) for name, path in self._subject.paths.items()}
        return {**inputs, **parameters}

    def _changed(self, before: dict[str, Array]) -> list[str]:
        return [name for name, now in self._watched().items() if not _identical(now, before[name])]

    def reused_buffer(self) -> str | None:
        """What changes of the answers when the same copy runs again, on other inputs."""
        subject = self._subject
        output = flatten(self._output).copy()
        # What is no array is the gradient check's affair, and cannot be a buffer.
        gradients = [
            (name, g, g.copy())
            for name, g in zip(subject.input_names, self._reported.inputs, strict=False)
            if isinstance(g, np.ndarray)
        ]
        later = tuple(
            array * 0.5 if name in subject.targets else array
            for name, array in zip(subject.input_names, self._inputs, strict=True)
        )
        zero_grad(subject, self._layer)
        again, memory = subject.run_forward(self._layer, later)
        subject.run_backward(self._layer, later, unflatten(-2.0 * self._u, again), memory)
        if not _identical(flatten(self._output), output):
            return "Y"
        return next((f"dL_d{name}" for name, g, copy in gradients if not _identical(g, copy)), None)


def _identical(a: Array, b: Array) -> bool:
    return identical(a, b) if a.dtype.kind in "fc" else np.array_equal(a, b)


CHECK = Purity()
