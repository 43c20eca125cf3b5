"""What is to be remembered of a layer, measured: its cases are those on which the checks judge it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.baseline.allowance import projected, unit_of
from ethan_check.baseline.declared import contract_as_data, convention_as_data
from ethan_check.baseline.entry import CaseEntry, LayerEntry, Projected
from ethan_check.baseline.memory import peak_of_arrays
from ethan_check.baseline.noise import measured_rounding
from ethan_check.baseline.point import Point, is_wide, run_at
from ethan_check.baseline.projections import projection
from ethan_check.cases.pool import SubjectPool
from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.bars import ERROR_BARS
from ethan_check.numerics.tolerances.baselines import BASELINE_CASES, BASELINE_ENTRIES, MOST_BASELINE_CASES
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import restored_global_rngs
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.size_limits import entries_of
from ethan_check.subject.subject import Subject

__all__ = ["measure"]


def measure(subjects: SubjectPool, configurations: int = 1) -> LayerEntry:
    """What is to be remembered of a layer, without what its checks found.

    Args:
        subjects: of the layer, from which its cases are drawn.
        configurations: how many it has: each is looked at, up to a limit.

    Raises:
        LayerFault, BadGradient, EthanError: the layer does not run.

    >>> from ethan_check.engine.entries import prepare
    >>> from ethan_core.fn import Relu
    >>> from ethan_core.registry import Entry
    >>> entry = measure(prepare(Entry("relu.v1", Relu)))
    >>> list(entry.cases), list(entry.cases["0 float64"].values)
    (['0 float64', '1 float64', '2 float64', '3 float64'], ['Y', 'dL_dX'])
    """
    wanted = max(BASELINE_CASES, min(configurations, MOST_BASELINE_CASES))
    cases: dict[str, CaseEntry] = {}
    rounding: dict[str, float] = {}
    seconds, contract = 0.0, subjects.contract
    with restored_global_rngs(), Silenced():
        for position, subject in _drawn(subjects, min(wanted, subjects.source.count)):
            started = time.perf_counter()
            point = _run(subject, position)
            if not cases:
                seconds, contract = time.perf_counter() - started, subject.contract
                rounding = {} if is_wide(subject) else measured_rounding(point)
            cases[f"{position} {_dtype(subject)}"] = _case(point, rounding, is_first=not cases)
    return LayerEntry(
        layer=subjects.name,
        seed=subjects.seed,
        convention=convention_as_data("; or ".join(subjects.readings), subjects.options),
        contract=contract_as_data(contract),
        cases=cases,
        written={"seconds": float(f"{seconds:.1e}"), "numpy": np.__version__},
    )


def _drawn(subjects: SubjectPool, count: int) -> Iterator[tuple[int, Subject]]:
    """The subjects to look at: fewer where they are large."""
    entries = 0
    for position in range(count):
        if entries > BASELINE_ENTRIES:
            return
        try:
            subject = subjects.subject(position)
        except (LayerFault, BadGradient):
            if not position:
                raise
            continue
        if subject is None or not subject.targets or subjects.says_nothing(position):
            continue
        entries += entries_of(subject.values)
        yield position, subject


def _run(subject: Subject, position: int) -> Point:
    u = cotangent(flatten(subject.output).size, np.random.default_rng([subject.seed, position, 9]))
    return Point(subject, u, run_at(subject, subject.values, u))


def _case(point: Point, rounding: dict[str, float], *, is_first: bool) -> CaseEntry:
    subject = point.subject
    values = projected(point, rounding)
    if not is_first:
        values = {
            name: Projected(one.values, one.allowance, None, one.not_finite) for name, one in values.items()
        }
    return CaseEntry(
        label=subject.label,
        arrays={name: _as_given(name, value) for name, value in subject.values.items()},
        values=values,
        memory=_memory(point),
    )


def _as_given(name: str, array: Any) -> Projected:
    """An array that the case consists of: one sum tells whether it is the same, up to its own rounding."""
    sums, lengths = projection(name, array, array, count=1)
    bars = np.multiply(ERROR_BARS * unit_of(array), lengths)
    not_finite = int(np.size(array) - np.isfinite(np.asarray(array, dtype=np.float64)).sum())
    return Projected(sums, tuple(float(f"{bar:.1e}") for bar in bars), None, not_finite)


def _memory(point: Point) -> int | None:
    """The bytes of arrays that one forward and backward hold at most; the layer has run here before, so that
    what it keeps for good is there already.
    """
    subject = point.subject
    given = unflatten(point.cotangent, subject.output)
    layer, inputs = subject.fresh(subject.values)

    def forward_and_backward() -> None:
        _, memory = subject.run_forward(layer, inputs)
        subject.run_backward(layer, inputs, given, memory)

    return peak_of_arrays(forward_and_backward)


def _dtype(subject: Subject) -> str:
    """The widest type of number that the arrays of a case hold."""
    types = [value.dtype for value in subject.values.values() if value.dtype.kind == "f"]
    return str(np.result_type(*types)) if types else "float64"
