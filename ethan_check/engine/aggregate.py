"""Findings on many cases gathered into one for each target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ethan_check.result import Finding, Report

__all__ = ["ERRORS", "aggregate", "certificate_of", "nothing_ran"]

ERRORS = frozenset({"ulps", "ulps_at_extremes"})
"""Evidence of which the largest of all cases is told."""


def aggregate(findings: list[Finding], cases: int, undecided: int) -> list[Finding]:
    """One finding for each target, with the sharpest certificate and the largest error.

    Args:
        cases: how many were looked at.
        undecided: how many findings were left out because they decide nothing.

    >>> def found(**evidence):
    ...     return Finding(check="gradient", verdict="pass", target="dL_dX", evidence=evidence)
    >>> (one,) = aggregate([found(certificate=1e-8, ulps=3.0), found(certificate=1e-9, ulps=2.0)], 2, 0)
    >>> one.evidence["certificate"], one.evidence["ulps"], one.evidence["cases"]
    (1e-09, 3.0, 2)
    """
    by_target: dict[str, Finding] = {}
    for finding in findings:
        earlier = by_target.setdefault(finding.target, finding)
        sharper = finding.evidence.get("certificate", np.inf) < earlier.evidence.get("certificate", np.inf)
        if sharper:
            by_target[finding.target] = finding
    largest: dict[str, dict[str, float]] = {}
    for finding in findings:
        of_target = largest.setdefault(finding.target, {})
        for error in ERRORS & finding.evidence.keys():
            of_target[error] = max(of_target.get(error, 0.0), finding.evidence[error])
    return [
        replace(
            finding,
            evidence={
                **finding.evidence,
                **largest[finding.target],
                "cases": cases,
                "undecided": undecided,
            },
        )
        for finding in by_target.values()
    ]


def certificate_of(findings: Iterable[Finding]) -> dict[str, float]:
    """For each target, the smallest error that would have been caught.

    >>> evidence = {"certificate": 1e-9}
    >>> certificate_of([Finding(check="gradient", verdict="pass", target="dL_dX", evidence=evidence)])
    {'dL_dX': 1e-09}
    """
    return {
        finding.target: float(finding.evidence["certificate"])
        for finding in findings
        if "certificate" in finding.evidence
    }


def nothing_ran(name: str, message: str, checks: Iterable[str], seed: int) -> Report:
    """A report in which every check is an error with the same cause.

    >>> nothing_ran("dense", "dense: no file", ["gradient"], 0).verdict
    'error'
    """
    findings = tuple(Finding(check=check, verdict="error", message=message) for check in checks)
    return Report(layer=name, findings=findings, seed=seed)
