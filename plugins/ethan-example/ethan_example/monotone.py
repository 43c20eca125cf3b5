"""Monotone: a layer that says it is increasing is, forward and backward.

If no entry of X falls, no entry of Y falls; so the derivative of every output by every input is at least
0, and a cotangent without negative entries gives a dL_dX without negative entries.
"""

from collections.abc import Iterator

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject

__all__ = ["Monotone"]


class Monotone:
    """Asks only layers that have the attribute `monotone = "increasing"`."""

    name = "monotone"
    max_cases: int | None = 6

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for Y and one for dL_dX.

        Raises:
            DoesNotApply: the layer does not say that it is increasing.
        """
        if getattr(subject.layer, "monotone", None) != "increasing":
            raise DoesNotApply("the layer does not declare monotone = 'increasing'")
        X = subject.values["X"]
        before = subject.flat(subject.values)
        after = subject.flat({**subject.values, "X": X + rng.uniform(0.0, 1.0, X.shape)})
        yield self._finding(subject, "Y", "falls where X rises", float(np.min(after - before, initial=0.0)))
        gradient = subject.pullback(subject.values, rng.uniform(0.5, 1.5, before.size))["X"]
        problem = "is negative for a cotangent that is not"
        yield self._finding(subject, "dL_dX", problem, float(np.min(gradient, initial=0.0)))

    def _finding(self, subject: Subject, target: str, problem: str, lowest: float) -> Finding:
        rounding = 1e-12 * (1.0 + max(np.abs(array).max(initial=0.0) for array in subject.values.values()))
        if lowest >= -rounding:
            return Finding(check=self.name, verdict="pass", target=target, case=subject.label)
        return Finding(
            check=self.name,
            verdict="fail",
            target=target,
            message=f"{subject.name}: {target} {problem}, by {-lowest:.3g}\n  on: {subject.label}",
            evidence={"lowest": lowest},
            case=subject.label,
        )
