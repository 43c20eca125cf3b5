"""How much is asked of one layer: how many cases a check looks at, and what a certificate has to be below."""

from __future__ import annotations

from dataclasses import dataclass

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check, max_cases_of
from ethan_check.numerics.tolerances.bars import CERTIFICATE, COARSE_CERTIFICATE
from ethan_check.numerics.tolerances.repeats import COARSE_CASES
from ethan_check.subject.options import precision_of

__all__ = ["Planned"]


@dataclass(frozen=True)
class Planned:
    """What is asked of one layer.

    Args:
        subjects: what its checks run on.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.engine.subjects import subjects_of
    >>> from ethan_check.subject.options import LayerOptions
    >>> from ethan_core.fn import Relu
    >>> planned = Planned(subjects_of(Relu, None, None, None, 0, LayerOptions(), "relu"))
    >>> planned.cases(CHECK), planned.certificate
    (4, 0.001)
    """

    subjects: SubjectPool

    def cases(self, check: Check) -> int:
        """On how many cases a check runs, of a layer that is not large."""
        bound = max_cases_of(check)
        if bound is not None and self.subjects.source.draws_layers:
            bound *= 3  # What a layer is like is drawn as well: in most of them a mistake may not show.
        count = self.subjects.source.count
        cases = count if bound is None else min(bound, count)
        return min(cases, COARSE_CASES) if self.is_coarse else cases

    @property
    def certificate(self) -> float:
        """What every certificate has to be below."""
        stated = self.subjects.options.certificate
        usual = COARSE_CERTIFICATE if self.is_coarse else CERTIFICATE
        return usual if stated is None else stated

    @property
    def is_coarse(self) -> bool:
        """Whether the layer runs in low precision alone."""
        precision = precision_of(self.subjects.options.dtype)
        return precision is not None and precision.is_coarse
