"""Shapes: every output has the shape that the contract declares, every gradient the shape of its array.

For an array a of shape s, dL/da has one entry for each entry of a, so its shape is s exactly: a gradient
that merely broadcasts against a, or is its transpose, is wrong even where its numbers are right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.result import Finding
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.layer import layer_sizes

__all__ = ["CHECK", "Shapes"]


class Shapes:
    """Compares shapes of outputs, parameters and gradients with what is declared or implied."""

    name = "shapes"
    code = "ETH009"
    max_cases: int | None = 4
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for the outputs and one for each gradient."""
        yield self._outputs(subject)
        reported = subject.own_answer.reported
        try:
            subject.derivatives(reported)
        except BadGradient as bad:
            yield finding(self, subject, "fail", bad.target, str(bad))
            return
        for target in subject.targets.values():
            yield finding(self, subject, "pass", target, f"{target} has the shape of its array")

    def _outputs(self, subject: Subject) -> Finding:
        contract = subject.contract
        actual = subject.shapes_of_outputs
        if contract is None or not contract.shapes:
            return finding(self, subject, "pass", "Y", f"Y has shape {', '.join(map(str, actual))}")
        sizes = layer_sizes(subject.layer)
        stars: dict[str, tuple[int, ...]] = {}
        named = [
            *(
                (name, shape, subject.shape_of(name))
                for name, shape in zip(contract.inputs, contract.signature.inputs, strict=True)
            ),
            *(
                (name, shape, subject.shape_of(name))
                for name, shape in contract.parameter_shapes().items()
                if name in subject.values
            ),
        ]
        declared = contract.signature.outputs if contract.signature.says_outputs else ()
        if declared and len(actual) != len(declared):
            message = f"forward returns {len(actual)} outputs, but the contract declares {len(declared)}"
            return finding(self, subject, "fail", "Y", message)
        named += [("Y", shape, came) for shape, came in zip(declared, actual, strict=False)]
        for name, shape, came in named:
            problem = shape.mismatch(came, sizes, stars)
            if problem:
                message = f"{name} has shape {came}, but the contract says ({shape}): {problem}"
                return finding(self, subject, "fail", name, message)
        return finding(self, subject, "pass", "Y", f"Y has shape {', '.join(map(str, actual))} as declared")


CHECK = Shapes()
