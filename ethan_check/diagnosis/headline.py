"""The first line about a wrong gradient: what is wrong with it, in how much of it, and by how much."""

from __future__ import annotations

import numpy as np

from ethan_check.diagnosis.ratio import factor_in_words, ratio
from ethan_check.diagnosis.worst_entries import size_of_error
from ethan_check.numerics.tolerances.explanations import LEAST_PERCENT, NO_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongEntry, WrongGradient

__all__ = ["headline"]


def headline(subject: Subject, difference: WrongGradient) -> str:
    """Zero, not finite, a multiple of the derivative, or off in some entries.

    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((3, 2)),)), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    >>> headline(subject, WrongGradient("X", "dL_dX", (), 2 * right, right, np.full((3, 2), 1e-12)))
    'dL_dX is 2 times the derivative, in every entry (batch size 3)'
    """
    target, size = difference.target, difference.backward.size
    if not np.any(difference.backward):
        return f"{target} is zero, but the output depends on {difference.name}"
    not_finite = int(np.sum(~np.isfinite(difference.backward)))
    if not_finite:
        what = "NaN" if np.isnan(difference.backward).any() else "infinite"
        return f"{target} is {what} in {_share(not_finite, size)}, but the derivative is finite"
    r = ratio(difference)
    if r is not None and abs(r - 1) > NO_FACTOR:
        where = "in every entry" if size > 1 else "in its only entry"
        return f"{target} is {factor_in_words(r)}, {where} (batch size {subject.batch})"
    count = len(difference.entries)
    worst = max((_relative(entry) for entry in difference.entries), default=None)
    share = "" if worst is None else f", by up to {_percent(worst)}"
    if difference.derivative is None:
        where = f"at least {max(count, 1)} of {size} entries"
    elif count == 0:
        where = "all entries together, though in none by more than its error bar"
    else:
        where = _share(count, size)
    return f"{target} differs from the derivative in {where}{share}"


def _share(count: int, size: int) -> str:
    if size == 1:
        return "its only entry"
    return f"all {size} entries" if count == size else f"{count} of {size} entries"


def _relative(entry: WrongEntry) -> float:
    scale = max(abs(entry.backward), abs(entry.derivative))
    return size_of_error(entry) / scale if scale and np.isfinite(scale) else np.inf


def _percent(share: float) -> str:
    if not np.isfinite(share):
        return "an infinite amount"
    return f"{100 * share:.3g}%" if share >= LEAST_PERCENT else f"{share:.1e} of its size"
