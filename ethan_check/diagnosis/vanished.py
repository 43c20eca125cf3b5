"""A gradient that is zero although the output moves."""

from __future__ import annotations

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """All of it zero, or exactly the wrong entries."""
    if not np.any(difference.backward):
        return f"{difference.target} is zero everywhere, but the output depends on {difference.name}"
    entries = difference.entries
    if entries and all(entry.backward == 0 for entry in entries):
        return f"{difference.target} is zero where the output depends on {difference.name}: a path is missing"
    if entries and all(entry.derivative == 0 for entry in entries):
        return f"{difference.target} is not zero where the output does not depend on {difference.name}"
    return None
