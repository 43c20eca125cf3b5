"""Formula: the documentation is an oracle, and is itself tested.

The lines of a layer's `Formula:` section are evaluated at 50 digits and more, which leaves three judgements:

1. the documented derivative is the derivative of the documented forward (differences at 100 digits);
2. forward computes the documented forward, in units in the last place;
3. backward computes the documented derivative, in units in the last place.

What a layer loses to rounding is measured, not assumed; anything beyond is a mistake, of a relative 1e-13
as much as of a factor of two. Then the odd one out is named: the documentation, the forward or the
backward (see `ethan_check.oracle.attribution`). All of it is judged at ordinary inputs and at inputs
up to 1e4 and the ends of the domain; a disagreement is looked at again at 500 digits before it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.numerics.tolerances.oracle import EXTREME_DIGITS, FORMULA_DIGITS, FORMULA_ENTRIES
from ethan_check.oracle.documentation import has_no_value
from ethan_check.oracle.evaluation import FormulaEvaluation
from ethan_check.oracle.extremes import extreme_values, ordinary_values
from ethan_check.oracle.formula_text import documented_text, is_foreign
from ethan_check.oracle.latex import LatexMissing, LatexRefused
from ethan_check.oracle.message import comparison_message, consistency_message, evidence
from ethan_check.oracle.sample_points import tiny_values
from ethan_check.result import Finding
from ethan_check.subject.declared_differences import CLIPPED, STRAIGHT_THROUGH
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_core.errors import FormulaError
from ethan_core.layer import Array

__all__ = ["CHECK", "FormulaCheck"]


class FormulaCheck:
    """Holds forward and backward to the documented formulas, and these to each other."""

    name = "formula"
    code = "ETH014"
    max_cases: int | None = 12
    exempts = (STRAIGHT_THROUGH, CLIPPED)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each judgement."""
        try:
            text = documented_text(subject)
        except LatexMissing as missing:
            raise DoesNotApply(str(missing)) from None
        except LatexRefused as refusal:
            yield finding(self, subject, "inconclusive", "formula", str(refusal))
            return
        except FormulaError as error:
            yield self._misfit_finding(subject, error)
            return
        if not text:
            raise DoesNotApply("no formula is documented")
        values = tiny_values(subject)
        if values is None:
            raise DoesNotApply(f"the arrays have more than {FORMULA_ENTRIES} entries; give a smaller case")
        seed = int(rng.integers(2**31))
        whole = subject.values[subject.input_names[0]].shape
        subject = subject.at(values)
        try:
            found = list(self._findings_at(subject, values, seed))
        except LayerFault:
            if values[subject.input_names[0]].shape == whole:
                raise
            raise DoesNotApply("the layer does not take a part of the batch") from None
        if all(each.verdict == "pass" for each in found):
            found = _with_extremes(found, self._extreme_findings(subject, values, seed))
        yield from found

    def _extreme_findings(self, subject: Subject, values: Mapping[str, Array], seed: int) -> list[Finding]:
        """The findings at extreme inputs; of what fails at ordinary ones too, those at these."""
        extreme = self._findings_elsewhere(
            subject, extreme_values(subject, values, np.random.default_rng([seed, 8])), seed, extreme=True
        )
        if any(each.verdict == "fail" for each in extreme):
            for ordinary in ordinary_values(subject, values, np.random.default_rng([seed, 10])):
                found = self._findings_elsewhere(subject, ordinary, seed)
                if any(each.verdict == "fail" for each in found):
                    return found
        return extreme

    def _findings_elsewhere(
        self, subject: Subject, values: Mapping[str, Array], seed: int, *, extreme: bool = False
    ) -> list[Finding]:
        try:
            return list(self._findings_at(subject, values, seed, extreme=extreme))
        except LayerFault:
            return []  # Nothing promises that the layer takes such inputs, or it says that it does not.

    def _findings_at(
        self, subject: Subject, values: Mapping[str, Array], seed: int, *, extreme: bool = False
    ) -> Iterator[Finding]:
        try:
            evaluation = FormulaEvaluation(subject, values, seed, FORMULA_DIGITS)
            if not evaluation.is_plain:
                evaluation = FormulaEvaluation(subject, values, seed, EXTREME_DIGITS)
        except FormulaError as error:
            if has_no_value(error) and not _is_promised(subject):
                yield finding(self, subject, "inconclusive", "", f"a formula has no value here: {error}")
            else:
                yield self._misfit_finding(subject, error)
            return
        yield from self._findings(evaluation, extreme)

    def _findings(self, evaluation: FormulaEvaluation, extreme: bool) -> Iterator[Finding]:
        subject, point = evaluation.point.subject, evaluation.point
        agreements = {} if evaluation.agrees else evaluation.agreements()
        verdict = evaluation.blame(agreements, proven=extreme)
        for each in evaluation.consistency:
            target = f"documented {subject.targets[each.statement.name]}"
            if each.agrees:
                message = f"{each.statement} is the derivative of the documented forward"
                yield finding(self, subject, "pass", target, message)
            else:
                message = consistency_message(subject, each, agreements, verdict)
                yield finding(self, subject, "fail", target, message, evidence(agreements, verdict))
        for comparison in evaluation.comparisons:
            ulps = comparison.worst_ulps
            if comparison.agrees:
                message = f"{comparison.target} is as documented, within {ulps:.1f} units in the last place"
                yield finding(self, subject, "pass", comparison.target, message, {"ulps": ulps})
            else:
                message = comparison_message(point, comparison, agreements, verdict)
                details = evidence(agreements, verdict, ulps)
                yield finding(self, subject, "fail", comparison.target, message, details)

    def _misfit_finding(self, subject: Subject, error: FormulaError) -> Finding:
        """That the lines do not fit the layer.

        Raises:
            DoesNotApply: they are a docstring's, in a notation of its author's own.
        """
        if is_foreign(subject):
            raise DoesNotApply(f"the Formula: section of its docstring is in another notation: {error}")
        message = f"the documentation is wrong: {error}"
        details = {"wrong": ["documentation"], "either": False, "line": error.line, "column": error.column}
        return finding(self, subject, "fail", "formula", message, details)


def _with_extremes(ordinary: list[Finding], extreme: list[Finding]) -> list[Finding]:
    """The findings at ordinary inputs with the errors at extreme ones, and what fails at those."""
    passing = [each for each in extreme if each.verdict == "pass"]
    ulps = {each.target: each.evidence["ulps"] for each in passing if "ulps" in each.evidence}
    found = [
        replace(each, evidence={**each.evidence, "ulps_at_extremes": ulps[each.target]})
        if each.target in ulps
        else each
        for each in ordinary
    ]
    return found + [each for each in extreme if each.verdict == "fail"]


def _is_promised(subject: Subject) -> bool:
    """Whether the contract says of every differentiated input that it may take any value here."""
    domain = {} if subject.contract is None else subject.contract.domain
    inputs = [name for name in subject.input_names if name in subject.targets]
    return all(name in domain and not domain[name].open for name in inputs)


CHECK = FormulaCheck()
