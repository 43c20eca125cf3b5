"""Update: a fused backward moves every parameter by exactly -lr times its gradient.

The gradient g of each parameter is measured at one large learning rate. At every other rate the step
must be `-lr g` up to rounding, at rate 0 nothing may change, and dL_dX must not depend on the rate: it is
the gradient at the parameters before the update.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.equality import relative_distance
from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.equality import UPDATE_ROUNDING
from ethan_check.numerics.tolerances.values import UPDATE_RATES
from ethan_check.result import Finding
from ethan_check.subject.conventions.fused_update import FusedUpdate
from ethan_check.subject.conventions.reading import by_input
from ethan_check.subject.execution.object_paths import read
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Update"]


class Update:
    """Runs the update at several learning rates."""

    name = "update"
    code = "ETH010"
    max_cases: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for each parameter and one for dL_dX."""
        if not isinstance(subject.adapter, FusedUpdate):
            raise DoesNotApply(f"the {subject.adapter.name} convention has no update")
        if not subject.parameters:
            raise DoesNotApply("the layer has no parameters")
        u = cotangent(flatten(subject.output).size, rng)
        layer, inputs = subject.fresh(subject.values)
        output, memory = subject.run_forward(layer, inputs)
        reported = subject.run_backward(layer, inputs, unflatten(u, output), memory)
        of_inputs = tuple(None if given is None else np.array(given) for given in reported.inputs)
        for rate in (0.0, *UPDATE_RATES):
            problem = self._problem(subject, u, rate, reported.parameters, of_inputs)
            if problem is not None:
                yield problem
                return
        for name in subject.parameters:
            yield finding(self, subject, "pass", name, f"{name} moves by lr times its gradient")

    def _problem(
        self,
        subject: Subject,
        u: Array,
        rate: float,
        gradients: Mapping[str, Any],
        of_inputs: tuple[Array | None, ...],
    ) -> Finding | None:
        layer, inputs = subject.fresh(subject.values)
        before = {name: read(layer, path) for name, path in subject.paths.items()}
        copies = {name: array.copy() for name, array in before.items()}
        output, memory = subject.run_forward(layer, inputs)
        adapter = subject.adapter
        assert isinstance(adapter, FusedUpdate)
        given = unflatten(u, output)
        returned = subject.call("backward", lambda: adapter.update(layer, inputs, given, memory, rate))
        for name, path in subject.paths.items():
            after = read(layer, path)
            if _is_declared(subject, name) and after is not before[name]:
                message = f"{name} is rebound to a new array by the update; it must be updated in place"
                return finding(self, subject, "fail", name, message)
            if rate == 0.0 and not np.array_equal(after, copies[name], equal_nan=True):
                return finding(self, subject, "fail", name, f"{name} changes although lr is 0")
            step = rate * gradients[name]
            unit = np.finfo(after.dtype).eps
            # The same sum over the batch, in arrays that lie elsewhere in memory, is rounded otherwise.
            rounding = UPDATE_ROUNDING[1] * unit * float(np.max(np.abs(step), initial=0.0))
            allowed = UPDATE_ROUNDING[0] * unit * (np.abs(copies[name]) + np.abs(step)) + rounding
            off = np.abs((copies[name] - after) - step)
            if not np.all(off <= allowed):
                worst = float(np.max(off))
                message = (
                    f"{name} does not move by lr times its gradient: at lr={rate:g} it is off by {worst:.3g}"
                )
                return finding(self, subject, "fail", name, message, {"lr": rate, "off_by": worst})
        for name, now, then in zip(subject.input_names, by_input(returned, inputs), of_inputs, strict=False):
            target = subject.targets.get(name)
            distance = None if target is None or then is None else relative_distance(now, then)
            if target is not None and distance is not None:
                message = (
                    f"{target} depends on lr: at lr={rate:g} it differs by {100 * distance:.3g}% of its "
                    "size; what it is computed from was updated before"
                )
                return finding(self, subject, "fail", target, message, {"lr": rate})
        return None


def _is_declared(subject: Subject, name: str) -> bool:
    return subject.contract is not None and name in subject.contract.parameters


CHECK = Update()
