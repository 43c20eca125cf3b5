"""The formulas of a layer evaluated at one point: all three judgements, and who is the odd one out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ethan_check.numerics.tolerances.oracle import FORMULA_DIGITS
from ethan_check.oracle.agreements import agreements
from ethan_check.oracle.attribution import Agreement, Blame, Pair, Party, Witness, blame
from ethan_check.oracle.comparison import Comparison
from ethan_check.oracle.consistency import Consistency, judge_statement
from ethan_check.oracle.documentation import has_no_value
from ethan_check.oracle.implied import implied_comparisons
from ethan_check.oracle.point_evaluation import PointEvaluation
from ethan_check.subject.subject import Subject
from ethan_core.errors import FormulaError
from ethan_core.layer import Array

__all__ = ["FormulaEvaluation"]


class FormulaEvaluation:
    """What is found at one point.

    Args:
        subject, values, seed, digits: as in `PointEvaluation`.

    Attributes:
        point: what the layer computes there, and what is documented.
        comparisons: the second and third judgement: outputs first, then gradients.
        consistency: the first judgement, for every statement.

    Raises:
        FormulaError, LayerFault, BadGradient: as `PointEvaluation`.

    >>> from ethan_core.fn import MSE
    >>> subject = Subject(MSE(), (np.ones((2, 3)), np.zeros((2, 3))))
    >>> FormulaEvaluation(subject, subject.values, 0).agrees
    True
    """

    def __init__(
        self, subject: Subject, values: Mapping[str, Array], seed: int, digits: int = FORMULA_DIGITS
    ) -> None:
        self.point = PointEvaluation(subject, values, seed, digits)
        forward = self.point.forward
        self.comparisons: tuple[Comparison, ...] = (
            *(() if forward is None else (forward,)),
            *self.point.backward,
            *implied_comparisons(self.point),
        )
        self.consistency = tuple(self._consistency())

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to explain."""
        comparisons = all(each.agrees for each in self.comparisons)
        return comparisons and all(each.agrees for each in self.consistency)

    @property
    def is_plain(self) -> bool:
        """Whether all agree in all but the last places, so that more digits would show nothing else."""
        return self.agrees and all(each.is_plain for each in self.comparisons)

    def agreements(self) -> dict[Pair, Agreement]:
        """What every pair of witnesses says of each other."""
        return agreements(self.point, self.comparisons, self.consistency)

    def blame(self, agreements: Mapping[Pair, Agreement], *, proven: bool = False) -> Blame:
        """Who is wrong.

        Args:
            proven: whether documentation and code agree at ordinary inputs. Elsewhere, it is then the code
                that fails to compute what is documented, unless the documentation contradicts itself. And
                a result that is not a number is wrong by itself.
        """
        if not (proven and agreements.get("fb") is not False) and not self._unusable():
            return blame(agreements)
        parties: list[Party] = []
        if agreements.get("Ff") is False:
            parties.append("forward")
        if agreements.get("Bb" if agreements.get("Bb") is not None else "Bf") is False:
            parties.append("backward")
        witnesses: Mapping[Party, Witness] = {"forward": "F", "backward": "B"}
        return Blame(tuple(parties), tuple(witnesses[party] for party in parties))

    def _unusable(self) -> bool:
        return any(
            not np.isfinite(comparison.got[~(comparison.excess <= 1)]).all()
            for comparison in self.comparisons
        )

    def _consistency(self) -> list[Consistency]:
        if not self.point.documentation.states_forward:
            return []
        found = []
        for name in self.point.subject.targets:
            for statement in self.point.documentation.statements(name):
                try:
                    found.append(judge_statement(self.point, statement))
                except FormulaError as error:
                    if not has_no_value(error):
                        raise
        return found
