"""Outputs whose contributions are left out or wrong, all of them and in every entry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.how import in_what_way
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import PARTIAL
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.diagnosis.where import outputs, values_of_outputs
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH303"

PRECEDENCE = PARTIAL


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say which outputs they are; for certain only if entries are sums over several."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    # Where each entry feeds one output alone, it may as well be the entries that are wrong.
    is_sum = np.any(np.count_nonzero(found.feeds | found.says, axis=1) > 1)
    for how in in_what_way(found):
        for where in (*outputs(found), *values_of_outputs(found, difference, subject)):
            text = f"what outputs contribute to {difference.target} {how} {where.words}, and right elsewhere"
            yield weighed(text, where.bits if is_sum else 0.0)
