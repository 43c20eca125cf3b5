"""What pictures of a failure are made of: plain numbers, few enough to be kept with every finding.

A report draws them, and knows nothing of layers. The smallest case that fails is the one to debug; a
pattern (a last row, a diagonal) shows on the case that failed first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ethan_check.result import Finding, Json
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["AS_FIRST_SEEN", "as_first_seen", "whole_gradient"]

AS_FIRST_SEEN = ("gradient", "along_a_direction")
"""The evidence that is kept from the case that failed first."""


def whole_gradient(subject: Subject, difference: WrongGradient) -> dict[str, Json]:
    """The evidence of a gradient that was compared entry by entry: both sides and the error bars, row by row.
    Nothing for one that was too large for that.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((1, 2)),)), np.array([[1.0, 2.0]])
    >>> wrong = WrongGradient("X", "dL_dX", (), -right, right, np.full((1, 2), 1e-12))
    >>> whole_gradient(subject, wrong)["gradient"]["backward"]
    [-1.0, -2.0]
    """
    if difference.derivative is None or difference.bars is None:
        return {}
    return {
        "gradient": {
            "case": subject.describe(),
            "shape": list(difference.backward.shape),
            "backward": difference.backward.ravel().tolist(),
            "derivative": difference.derivative.ravel().tolist(),
            "error_bar": difference.bars.ravel().tolist(),
        }
    }


def as_first_seen(findings: Iterable[Finding], first: Iterable[Finding]) -> list[Finding]:
    """The findings on a smaller case, with the pictures of those on the case that failed first.

    >>> found = [Finding(check="gradient", verdict="fail", target="dL_dX", evidence={"ratio": 0.5})]
    >>> first = [Finding(check="gradient", verdict="fail", target="dL_dX", evidence={"gradient": "whole"})]
    >>> as_first_seen(found, first)[0].evidence
    {'ratio': 0.5, 'gradient': 'whole'}
    """
    pictures = {
        finding.target: {name: finding.evidence[name] for name in AS_FIRST_SEEN if name in finding.evidence}
        for finding in first
    }
    return [
        replace(finding, evidence={**finding.evidence, **pictures.get(finding.target, {})})
        for finding in findings
    ]
