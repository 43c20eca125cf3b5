"""Batch: where rows are declared independent, they are.

Row n of the output depends on row n of the inputs alone. Then permuting the rows of inputs and cotangent
permutes outputs and input gradients and leaves parameter gradients as they are, and a batch may be cut in
two: exact statements that find sums over the wrong axis and anything that only goes wrong for N > 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.equality import relative_distance, structural_floor
from ethan_check.result import Finding
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Batch"]


class Batch:
    """Permutes rows, and takes the first rows alone."""

    name = "batch"
    code = "ETH007"
    max_cases: int | None = 3

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for permuted rows and one for a part of the batch."""
        contract = subject.contract
        if contract is None or not contract.rows_independent:
            raise DoesNotApply("no contract declares rows_independent")
        if contract.random:
            raise DoesNotApply("forward draws random numbers, a different one for every row")
        if isinstance(subject.output, tuple | list):
            raise DoesNotApply("the layer has several outputs")
        rows, output = subject.batch, np.asarray(subject.output)
        if rows < 2 or output.ndim == 0 or output.shape[0] != rows:
            raise DoesNotApply("no case has two rows")
        along = self._batched_inputs(subject)
        answer = subject.own_answer
        u, gradients = answer.cotangent.reshape(output.shape), subject.derivatives(answer.reported)
        order = np.roll(np.arange(rows), 1) if rows == 2 else rng.permutation(rows)
        first = np.arange(rows - 1)
        yield self._finding_on_rows(subject, along, u, output, gradients, order, "permuted")
        yield self._finding_on_rows(subject, along, u, output, gradients, first, "without the last row")

    def _batched_inputs(self, subject: Subject) -> tuple[str, ...]:
        """The inputs whose leading axis is the batch."""
        contract = subject.contract
        assert contract is not None
        if not contract.shapes:
            return tuple(
                n for n in subject.input_names if np.shape(subject.values[n])[:1] == (subject.batch,)
            )
        leading = {
            name: shape.axes[0].text if shape.axes else None
            for name, shape in zip(contract.inputs, contract.signature.inputs, strict=True)
        }
        return tuple(name for name, axis in leading.items() if axis == leading[subject.input_names[0]])

    def _finding_on_rows(
        self,
        subject: Subject,
        along: tuple[str, ...],
        u: Array,
        output: Array,
        gradients: dict[str, Array],
        rows: Array,
        words: str,
    ) -> Finding:
        values = dict(subject.values)
        for name in along:
            values[name] = values[name][rows]
        distance = relative_distance(output[rows], subject.forward(values))
        if distance is not None:
            message = (
                f"Y of the same rows differs by {100 * distance:.3g}% of its size when the batch is {words}"
            )
            return finding(self, subject, "fail", "Y", message, {"relative_difference": distance})
        whole = len(rows) == len(output)
        least = structural_floor(gradients)
        layer, inputs = subject.fresh(values)
        result, memory = subject.run_forward(layer, inputs)
        reported = subject.run_backward(layer, inputs, u[rows].astype(np.asarray(result).dtype), memory)
        stated = dict(zip(subject.input_names, reported.inputs, strict=False)) | dict(reported.parameters)
        for name, target in subject.targets.items():
            if name not in along and not whole:
                continue
            expected = gradients[name][rows] if name in along else gradients[name]
            distance = relative_distance(
                expected, np.asarray(stated[name]) * subject.factor(name), least=least
            )
            if distance is not None:
                which = "of the same rows " if name in along else ""
                message = f"{target} {which}differs by {100 * distance:.3g}% when the batch is {words}"
                return finding(self, subject, "fail", target, message, {"relative_difference": distance})
        return finding(self, subject, "pass", "", "rows are independent")


CHECK = Batch()
