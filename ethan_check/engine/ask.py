"""Putting a check's question to one case, or to the first rows of it where those answer as well."""

from __future__ import annotations

import zlib

import numpy as np

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check, max_cases_of
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.errors import EthanError

__all__ = ["run_check", "run_check_on_crop_first"]


def run_check_on_crop_first(
    check: Check, subjects: SubjectPool, subject: Subject, position: int
) -> list[Finding]:
    """The findings on a case: a question of structure, and any on a case that nobody gave, is put to its
    first rows if it is large, and to the whole of it where they do not pass.

    Raises:
        LayerFault, EthanError, DoesNotApply: as the check.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.cases.choose import choose_source
    >>> from ethan_core.fn import Relu
    >>> subjects = SubjectPool("relu", choose_source(Relu, None, None, None, 0), None, 0, {})
    >>> [finding.target for finding in run_check_on_crop_first(CHECK, subjects, subjects.subject(0), 0)]
    ['Y', 'dL_dX']
    """
    if max_cases_of(check) is None and position not in subjects.invented:
        return run_check(check, subject, position)
    few = subjects.cropped(position, subject)
    try:
        findings = [] if few is None else run_check(check, few, position)
    except (LayerFault, EthanError):
        findings = []
    if findings and all(finding.verdict == "pass" for finding in findings):
        return findings
    try:
        return run_check(check, subject, position)
    except LayerFault:
        if findings and position in subjects.invented:
            return findings
        raise


def run_check(check: Check, subject: Subject, position: int) -> list[Finding]:
    """The findings on a case, with random numbers of its own for each check and position.

    Raises:
        LayerFault, EthanError, DoesNotApply: as the check.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_core.fn import Relu
    >>> [(f.target, f.verdict) for f in run_check(CHECK, Subject(Relu(), (np.ones((2, 3)),)), 0)]
    [('Y', 'pass'), ('dL_dX', 'pass')]
    """
    rng = np.random.default_rng([subject.seed, position, zlib.crc32(check.name.encode())])
    try:
        return list(check.run(subject, rng))
    except BadGradient as bad:
        message = f"{subject.name}: {bad}"
        return [
            Finding(check=check.name, verdict="fail", target=bad.target, message=message, case=subject.label)
        ]
