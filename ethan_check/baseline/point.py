"""A layer at the arrays of one case: its output, and what backward answers for a cotangent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.baselines import BASELINE_ENTRIES
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.size_limits import entries_of
from ethan_check.subject.subject import Subject

__all__ = ["OUTPUT", "Point", "Results", "is_wide", "run_at"]

OUTPUT = "Y"
"""What the output is called beside the gradients."""

Results: TypeAlias = Mapping[str, Any]
"""The flat output and the gradients, by name: `Y`, `dL_dX`."""


@dataclass(frozen=True)
class Point:
    """Where a layer was run, for which cotangent, and what came out.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> subject, u = Subject(Relu(), (np.array([-1.0, 2.0]),)), np.array([3.0, 4.0])
    >>> Point(subject, u, run_at(subject, subject.values, u)).results["dL_dX"]
    array([0., 4.])
    """

    subject: Subject
    cotangent: Vector
    results: Results


def run_at(subject: Subject, values: Mapping[str, Any], cotangent: Vector) -> dict[str, Any]:
    """The output and the gradients at some arrays.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`; also where there are more outputs, or fewer, than the
            cotangent is for.
    """
    point = subject.linearise(values)
    output = point.output
    if output.size != cotangent.size:
        raise LayerFault(f"forward gave {output.size} numbers, expected {cotangent.size}")
    gradients = point.pullback(cotangent)
    return {OUTPUT: output, **{subject.targets[name]: gradient for name, gradient in gradients.items()}}


def is_wide(subject: Subject) -> bool:
    """Whether a case has so many entries that it is run no more often than it has to be.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> is_wide(Subject(Relu(), (np.ones(10),))), is_wide(Subject(Relu(), (np.ones(10_000),)))
    (False, True)
    """
    return entries_of(subject.values) > BASELINE_ENTRIES
