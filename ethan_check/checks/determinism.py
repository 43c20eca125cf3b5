"""Determinism: the same layer in the same state gives the same answer, bit for bit.

Everything else rests on it: a forward that draws fresh numbers has no derivative to compare with. Layers
that hold a generator repeat themselves when they are copied; global generators are frozen for every call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.checks.equality import first_difference, relative_distance
from ethan_check.checks.repeated_answers import what_wavers
from ethan_check.checks.uninitialised_memory import poison_free_memory, with_guard_zones
from ethan_check.numerics.tolerances.values import POISONS
from ethan_check.result import Finding
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import zero_grad
from ethan_core.layer import Array

__all__ = ["CHECK", "Determinism"]


_AGAIN = 3
"""How often the first forward and backward are repeated on each case: what differs every fourth time, or more
often, is then seen to, for a hundredth of the calls that a verification makes.
"""


class Determinism:
    """Runs several fresh copies and compares."""

    name = "determinism"
    code = "ETH011"
    max_cases: int | None = 2
    any_precision = True
    asks_for_repeats = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding."""
        answer = subject.own_answer
        u = answer.cotangent
        large = is_large(entries_of(subject.values))
        different = what_wavers(subject, u, 1 if large else _AGAIN)
        if different:
            yield self._different(subject, *different)
            return
        first, gradients = flatten(subject.output), subject.derivatives(answer.reported)
        beyond = self._reads_beyond(subject, u, first, gradients)
        if beyond is not None:
            message = (
                f"{beyond} gives different answers for the same numbers when other numbers lie beside "
                "them in memory: something reads past its buffer, perhaps through strides"
            )
            yield finding(self, subject, "fail", beyond, message)
            return
        contract = subject.contract
        if contract is not None and contract.random and subject.draws_globally:
            message = (
                "forward draws from a global generator, so others change its numbers and it changes "
                "theirs; hold a numpy.random.Generator in an attribute"
            )
            yield finding(self, subject, "fail", "Y", message)
            return
        if contract is not None and contract.random is False and not self._repeats(subject):
            message = "two forwards of one object differ, but its contract does not say that it is random"
            yield finding(self, subject, "fail", "Y", message)
            return
        message = "the same state gives the same answer"
        if subject.draws_globally:
            message += "; forward draws from a global generator, which is frozen for every check"
        yield finding(
            self, subject, "pass", "", message, {"draws_from_global_generator": subject.draws_globally}
        )

    def _repeats(self, subject: Subject) -> bool:
        layer, inputs = subject.fresh(subject.values)

        def both() -> tuple[Array, Array]:
            first = np.array(flatten(subject.adapter.forward(layer, inputs)[0]))
            zero_grad(subject, layer)
            return first, flatten(subject.adapter.forward(layer, inputs)[0])

        subject.calls.forward += 2
        first, second = subject.call("forward", both)
        return np.array_equal(first, second, equal_nan=True)

    def _reads_beyond(
        self, subject: Subject, u: Array, output: Array, gradients: Mapping[str, Array]
    ) -> str | None:
        """What depends on memory that is not the arrays'; None where nothing does."""
        sizes = [output.size, *(array.size for array in subject.values.values())]
        for value in POISONS[:1] if is_large(entries_of(subject.values)) else POISONS:
            # Anew each time: a layer that writes into its inputs does not read beyond them.
            values = {name: with_guard_zones(array) for name, array in subject.values.items()}
            poison_free_memory(sizes, value)
            # Copies of the values would lie elsewhere, so backward is called on the spot.
            layer, inputs = subject.fresh(values)
            given, memory = subject.run_forward(layer, inputs)
            if relative_distance(output, given) is not None:
                return "Y"
            poison_free_memory(sizes, value)
            reported = subject.run_backward(layer, inputs, unflatten(u, given), memory)
            different = first_difference(gradients, subject.derivatives(reported))
            if different is not None:
                return subject.targets[different[0]]
        return None

    def _different(self, subject: Subject, target: str, calls: str) -> Finding:
        message = (
            f"{target} differs between {calls} of identical copies: it draws from a generator that is "
            "neither held by the layer nor global, or it reads past its buffer; hold a "
            "numpy.random.Generator in an attribute"
        )
        return finding(self, subject, "fail", target, message)


CHECK = Determinism()
