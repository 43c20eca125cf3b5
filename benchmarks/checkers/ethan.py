"""Ethan at default settings, and its gradient check on one given case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from points import make_layer, subject_of
from zoo.draws import Draw
from zoo.specimen import Specimen

from ethan_check import check_layer
from ethan_check.result import Report
from ethan_check.subject.gradients import BadGradient
from ethan_check.verdict.judge import judge
from ethan_core.case import Case

from .base import Verdict

__all__ = ["CHECKERS"]


@dataclass(frozen=True)
class Whole:
    """`check_layer`: 24 cases and every structural check."""

    name: str = "Ethan, defaults"
    whole: bool = True
    slow: bool = False

    def verdict(self, specimen: Specimen, cls: type, some: Draw, seed: int) -> Verdict:
        """The point is the first case, and the others are made from its arrays."""
        case = Case(make_layer(cls, some), some.inputs)
        return _settled(
            check_layer(cases=case, contract=specimen.contract, seed=seed, shrink=False, name=specimen.name)
        )

    def verify(self, specimen: Specimen, cls: type, seed: int) -> Verdict:
        """Cases drawn from the contract."""
        return _settled(
            check_layer(cls, cases=specimen.cases, contract=specimen.contract, seed=seed, shrink=False)
        )


@dataclass(frozen=True)
class OneCase:
    """The gradient check alone, on one case."""

    name: str = "Ethan, gradient of one case"
    whole: bool = False
    slow: bool = False

    def verdict(self, specimen: Specimen, cls: type, some: Draw, seed: int) -> Verdict:
        """One judgement."""
        try:
            found = judge(subject_of(specimen, cls, some), np.random.default_rng(seed))
        except BadGradient:
            return "fail"
        assert found.verdict != "error"
        return found.verdict

    def verify(self, specimen: Specimen, cls: type, seed: int) -> Verdict:
        """There are no cases of its own."""
        raise NotImplementedError


def _settled(report: Report) -> Verdict:
    """The verdict; an error (the layer raised) is let out, as other checkers let it out."""
    if report.verdict == "error":
        raise RuntimeError(str(report))
    return report.verdict


CHECKERS = [Whole(), OneCase()]
