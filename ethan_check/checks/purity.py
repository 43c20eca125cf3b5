"""Purity: what is handed in stays as it was, and what was handed out stays as it is.

Forward and backward read their inputs, their cotangent and (apart from an update) their parameters. A
layer that writes into them damages the caller's arrays, and a layer that returns a buffer which it uses
again damages results that are still in use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.numerics.chunks import identical
from ethan_check.numerics.random_directions import cotangent
from ethan_check.result import Finding
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
    max_cases: int | None = 2
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield findings for writes into arrays, for read-only arrays and for results that change."""
        u = cotangent(flatten(subject.output).size, rng)
        written = self._written_arrays(subject, u)
        for what, when in written:
            yield finding(self, subject, "fail", what, f"{when} writes into {what}")
        if written:
            return
        refused = self._read_only_fault(subject, u)
        if refused:
            yield finding(self, subject, "fail", "", f"{refused}; it must work on read-only arrays")
            return
        changed = self._reused_buffer(subject, u, rng)
        if changed:
            message = f"{changed} is a buffer of the layer: it changes when the layer runs again"
            yield finding(self, subject, "fail", changed, message)
            return
        yield finding(self, subject, "pass", "", "arrays stay as they were handed in and out")

    def _written_arrays(self, subject: Subject, u: Array) -> list[tuple[str, str]]:
        layer, inputs = subject.fresh(subject.values)
        parameters = {name: read(layer, path).copy() for name, path in subject.paths.items()}
        originals = tuple(array.copy() for array in inputs)
        output, memory = subject.run_forward(layer, inputs)
        written = self._changed_inputs(subject, "forward", inputs, originals)
        written += [
            (name, "forward")
            for name, path in subject.paths.items()
            if not _identical(read(layer, path), parameters[name])
        ]
        if written:
            return written
        given = unflatten(u, output)
        before = flatten(given).copy()
        subject.run_backward(layer, inputs, given, memory)
        written = self._changed_inputs(subject, "backward", inputs, originals)
        if not _identical(flatten(given), before):
            written.append(("the cotangent", "backward"))
        written += [
            (name, "backward")
            for name, path in subject.paths.items()
            if not _identical(read(layer, path), parameters[name])
        ]
        return written

    def _changed_inputs(
        self, subject: Subject, when: str, inputs: tuple[Array, ...], originals: tuple[Array, ...]
    ) -> list[tuple[str, str]]:
        return [
            (name, when)
            for name, array, original in zip(subject.input_names, inputs, originals, strict=True)
            if not _identical(array, original)
        ]

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

    def _reused_buffer(self, subject: Subject, u: Array, rng: np.random.Generator) -> str | None:
        layer, inputs = subject.fresh(subject.values)
        output, memory = subject.run_forward(layer, inputs)
        reported = subject.run_backward(layer, inputs, unflatten(u, output), memory)
        before = flatten(output).copy()
        # What is no array is the gradient check's affair, and cannot be a buffer.
        gradients = [
            (name, g, g.copy())
            for name, g in zip(subject.input_names, reported.inputs, strict=False)
            if isinstance(g, np.ndarray)
        ]
        later = tuple(
            array * 0.5 if name in subject.targets else array
            for name, array in zip(subject.input_names, inputs, strict=True)
        )
        zero_grad(subject, layer)
        again, memory = subject.run_forward(layer, later)
        subject.run_backward(layer, later, unflatten(-2.0 * u, again), memory)
        if not _identical(flatten(output), before):
            return "Y"
        for name, gradient, copy in gradients:
            if not _identical(gradient, copy):
                return f"dL_d{name}"
        return None


def _identical(a: Array, b: Array) -> bool:
    return identical(a, b) if a.dtype.kind in "fc" else np.array_equal(a, b)


CHECK = Purity()
