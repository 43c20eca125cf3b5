"""Two Jacobians of one array: what forward has, and what backward states, one unit cotangent at a time.

A gradient is one number an entry, which many mistakes explain. The Jacobian that backward works with has one
number for each entry and output, and beside the true one it says which contribution is wrong, and how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from ethan_check.numerics.tolerances.explanations import RECOMPUTED
from ethan_check.numerics.tolerances.sizes import STATED_OUTPUTS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["Jacobians", "can_tell", "jacobians", "jacobians_or_gradients"]

_TINY = float(np.finfo(np.float64).tiny)
"""In place of 0, to divide by or to take a share of."""


@dataclass(frozen=True)
class Jacobians:
    """Both Jacobians: one row an entry of the array, one column an output.

    Args:
        true, stated: of forward, and of backward.
        bars: the error bar of each number of both.
        shape, output_shape: of the array, and of the output.
        cotangent: the one for which the gradients were compared.
        is_linear: whether backward is linear in the cotangent, at that one; if not, `stated` says little.
        bend: by how much it is not, relative.
    """

    true: Array
    stated: Array
    bars: Array
    shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    cotangent: Array
    is_linear: bool
    bend: float = 0.0

    @cached_property
    def residual(self) -> Array:
        """What backward states beyond the derivative."""
        residual: Array = self.stated - self.true
        return residual

    @cached_property
    def wrong(self) -> Array:
        """Which numbers are wrong."""
        wrong: Array = ~(np.abs(self.residual) <= self.bars)
        return wrong

    @cached_property
    def feeds(self) -> Array:
        """Which entry feeds which output."""
        feeds: Array = np.abs(self.true) > self.bars
        return feeds

    @cached_property
    def says(self) -> Array:
        """Which entry feeds which output according to backward."""
        says: Array = np.abs(self.stated) > self.bars
        return says


_known: WeakKeyDictionary[Subject, tuple[Mapping[str, Array], dict[str, Array] | None]] = WeakKeyDictionary()
"""What was stated, by subject: all gradients of a subject come from the same calls."""


def jacobians(difference: WrongGradient, subject: Subject) -> Jacobians | None:
    """Both Jacobians of a wrong gradient; None where the true one is not known, or outputs are too many.

    Costs one forward and one backward for each output, once for all gradients of a subject.
    """
    if not can_tell(difference, subject):
        return None
    true, u, errors = difference.known_jacobian, difference.cotangent, difference.jacobian_errors
    assert true is not None
    assert u is not None
    assert errors is not None
    assert difference.values is not None
    stated = _stated(subject, difference.values, u.size)
    if stated is None or difference.name not in stated:
        return None
    ours = stated[difference.name]
    if ours.shape != true.shape or not np.all(np.isfinite(ours)):
        return None
    several = isinstance(subject.output, tuple | list)
    unknown = ~np.isfinite(true) | ~np.isfinite(errors)
    true = np.where(unknown, ours, true)
    bars = 8 * errors + RECOMPUTED * max(float(np.max(np.abs(true), initial=0.0)), _TINY)
    reached = (ours @ u).reshape(difference.backward.shape)
    scale = (np.abs(ours) @ np.abs(u)).reshape(difference.backward.shape)
    bend = float(np.max(np.abs(reached - difference.backward) / (scale + _TINY), initial=0.0))
    return Jacobians(
        true,
        ours,
        np.where(unknown, np.inf, bars),
        difference.backward.shape,
        (u.size,) if several else np.shape(subject.output),
        u,
        bend <= RECOMPUTED,
        bend,
    )


def jacobians_or_gradients(difference: WrongGradient, subject: Subject) -> Jacobians | None:
    """Both Jacobians; where they cannot be had, both gradients as Jacobians of `u . output`."""
    found = jacobians(difference, subject)
    if found is not None and found.is_linear:
        return found
    d, bars, g = difference.derivative, difference.bars, difference.backward
    if d is None or bars is None or not np.all(np.isfinite(g)):
        return None
    size = 2 * bars + RECOMPUTED * max(float(np.max(np.abs(d), initial=0.0)), _TINY)
    true, stated, margin = (array.reshape(-1, 1) for array in (d, g, size))
    true = np.where(np.isfinite(margin), true, stated)
    return Jacobians(true, stated, margin, g.shape, (), np.ones(1), is_linear=True)


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Whether both Jacobians can be had; where not, a case says nothing for or against."""
    true, u = difference.known_jacobian, difference.cotangent
    if true is None or u is None or difference.values is None or subject.is_complex:
        return False
    return 0 < u.size <= STATED_OUTPUTS


def _stated(subject: Subject, values: Mapping[str, Array], outputs: int) -> dict[str, Array] | None:
    if subject in _known and _known[subject][0] is values:
        return _known[subject][1]
    answers: dict[str, Array] | None
    try:
        rows = [subject.pullback(values, unit) for unit in np.eye(outputs)]
        answers = {
            name: np.stack([np.asarray(row[name], np.float64).ravel() for row in rows], axis=1)
            for name in subject.targets
        }
    except (LayerFault, BadGradient):
        answers = None
    _known[subject] = values, answers
    return answers
