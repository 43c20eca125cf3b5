"""A failure on a case of Ethan's own making says so: its reader has to know that nobody gave those arrays."""

from __future__ import annotations

from dataclasses import replace

from ethan_check.result import Finding
from ethan_check.subject.subject import Subject

__all__ = ["said_to_be_made"]


def said_to_be_made(finding: Finding, subject: Subject) -> Finding:
    """The finding, with a line on how its case was made, if it is about one that Ethan made.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones((2, 3)),))
    >>> subject.made = "a row of zeros"
    >>> finding = Finding(check="gradient", verdict="fail", message="relu: wrong")
    >>> print(said_to_be_made(finding, subject).message)
    relu: wrong
      Ethan made this case of what was given: a row of zeros
    """
    if not subject.made or finding.verdict == "pass":
        return finding
    message = f"{finding.message}\n  Ethan made this case of what was given: {subject.made}"
    return replace(finding, message=message, evidence={**finding.evidence, "made": subject.made})
