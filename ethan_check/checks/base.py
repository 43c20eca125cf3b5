"""What a check is: a question put to one subject, answered with findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

import numpy as np

from ethan_check.result import Finding, Json, Verdict
from ethan_check.subject.subject import Subject

__all__ = ["Check", "DoesNotApply", "finding"]


class DoesNotApply(Exception):
    """Raised by a check that has nothing to ask of this layer; its text says why."""


@runtime_checkable
class Check(Protocol):
    """A question put to a layer.

    Attributes:
        name: lower-case letters; it ends the item's id in pytest.
        points: on how many of the cases the check runs; None for all of them.
    """

    @property
    def name(self) -> str: ...

    @property
    def points(self) -> int | None: ...

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterable[Finding]:
        """Judge one case; yield at least one finding.

        Raises:
            DoesNotApply: the check has nothing to ask of this layer.
        """


def finding(
    check: Check,
    subject: Subject,
    verdict: Verdict,
    target: str,
    message: str,
    evidence: Mapping[str, Json] | None = None,
) -> Finding:
    """A finding of a check about a subject; a message that is not a pass begins with the layer's name."""
    return Finding(
        check=check.name,
        verdict=verdict,
        target=target,
        message=message if verdict == "pass" else f"{subject.name}: {message}",
        evidence=evidence or {},
        case=subject.label,
    )
