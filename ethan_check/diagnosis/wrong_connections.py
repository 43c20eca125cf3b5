"""Entries and outputs that backward connects and forward does not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps, weighed
from ethan_check.diagnosis.precedence import CONNECTIONS
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.diagnosis.where import some
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH202"

PRECEDENCE = CONNECTIONS


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare which numbers of the two Jacobians are zero, whatever else is wrong."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    # An output that nothing feeds, or an entry that feeds none, is saturated: it is on no other axis.
    live = some(found.feeds, axis=0)[None, :] & some(found.feeds, axis=1)[:, None]
    extra = found.says & ~found.feeds
    text = (
        f"{difference.target} also counts outputs that do not depend on the entry: a sum, an index or a "
        "reshape runs along another axis than in forward"
    )
    if np.any(extra & live):
        yield weighed(text, 2.0 * np.count_nonzero(extra))
    elif extra.any():
        yield Perhaps(text)
    elif found.feeds.all():
        yield Perhaps(text)  # Where all depends on all, nothing can be counted too much.
