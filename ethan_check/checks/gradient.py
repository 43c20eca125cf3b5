"""Gradient: backward is the derivative of forward, for all inputs and parameters.

For a cotangent u, backward states the gradient g of `u . F`. For a direction v, the chain rule asks
that `g . v = u . F'(x; v)`, and the right side is measured by differences with an error bar. With u and v
random, a wrong entry anywhere shows on either side with probability one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import Check, finding
from ethan_check.checks.coarse_gradient import coarse_findings
from ethan_check.numerics.tolerances.repeats import TOO_COARSE
from ethan_check.result import Finding, Json
from ethan_check.subject.declared_differences import CLIPPED, STRAIGHT_THROUGH
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject
from ethan_check.subject.unread_arrays import unread_arrays
from ethan_check.verdict.along_a_direction import along_a_direction
from ethan_check.verdict.along_paths import is_wrong_along_paths, ratio_along_paths
from ethan_check.verdict.certificate import certificate, moves_in_steps
from ethan_check.verdict.declared_kinks import kink_fault, tie_fault
from ethan_check.verdict.judge import Judgement, judge
from ethan_check.verdict.probe import Probe
from ethan_check.verdict.wrong_entries import taken_apart, wrong_targets

__all__ = ["BESIDE", "CHECK", "Gradient", "failures"]

BESIDE = "beside a failure"
"""In the evidence of a gradient that was compared where another one failed, and on no further case."""


class Gradient:
    """Compares backward with central differences that carry error bars."""

    name = "gradient"
    code = "ETH001"
    max_cases: int | None = None
    any_precision = True
    exempts = (STRAIGHT_THROUGH, CLIPPED)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each gradient."""
        if not subject.targets:
            yield _nothing_owed(self, subject)
            return
        if subject.is_coarse:
            yield from coarse_findings(self, subject, rng)
            return
        judgement = judge(subject, rng)
        if judgement.verdict == "fail":
            yield from failures(self, subject, judgement)
            return
        if judgement.probe.shows_nothing and not moves_in_steps(subject, judgement.probe, rng):
            message = (
                "no output depends on any array here and all gradients are 0: nothing can be verified\n"
                "  give inputs that the output follows"
            )
            yield finding(self, subject, "inconclusive", next(iter(subject.targets.values())), message)
            return
        for fault in (kink_fault(subject, rng), tie_fault(subject, rng)):
            if fault is not None:
                target = subject.targets[subject.input_names[0]]
                yield finding(self, subject, "fail", target, f"{target}: {fault}")
                return
        for name, target in subject.targets.items():
            if judgement.verdict == "inconclusive":
                along = _along_paths(self, subject, name, rng)
                if along is not None:
                    yield along
                    return
                message = "every output is at a kink or too noisy here, so nothing could be compared"
                yield finding(self, subject, "inconclusive", target, f"{target}: {message}")
                continue
            smallest = certificate(subject, judgement.probe, name)
            evidence: dict[str, Json] = {}
            if smallest is not None and smallest >= TOO_COARSE:
                along = _along_paths(self, subject, name, rng)
                if along is not None:
                    yield along
                    return
            if smallest is None:
                evidence["moves_nothing"] = True
            elif np.isfinite(smallest):
                evidence["certificate"] = float(smallest)
            yield finding(self, subject, "pass", target, f"{target} is the derivative", evidence)


def _along_paths(check: Check, subject: Subject, name: str, rng: np.random.Generator) -> Finding | None:
    """A finding where no step tells, and whole ways contradict the gradient of an array. One that is 0
    belongs to a function of steps, which no integral of slopes adds up to.
    """
    if not np.any(subject.pullback(subject.values, np.ones(flatten(subject.output).size))[name]):
        return None
    found = ratio_along_paths(subject, name, rng)
    if found is None or not is_wrong_along_paths(found):
        return None
    target = subject.targets[name]
    message = (
        f"{target} adds up to {found.ratio:.4g} of what forward changes by, give or take {found.error:.1g}, "
        f"along ways of the size of {name}: forward is too inexact for smaller steps\n"
        f"  case that shows it: {subject.describe()}"
    )
    evidence: dict[str, Json] = {"ratio_along_paths": found.ratio, "standard_error": found.error}
    return finding(check, subject, "fail", target, message, evidence)


def _nothing_owed(check: Check, subject: Subject) -> Finding:
    nothing = "no array is owed a gradient: nothing can be verified"
    given = subject.values[subject.input_names[0]] if subject.input_names else None
    meant = subject.contract is not None and subject.contract.integers
    if given is None or given.dtype.kind not in "iu" or meant or unread_arrays(subject.layer, subject.paths):
        return finding(check, subject, "fail", "", nothing)
    name = subject.input_names[0]
    hint = f"{name} holds integers ({given.dtype}), which have no derivative: give {name}.astype(float)"
    return finding(check, subject, "error", "", f"{nothing}\n  {hint}")


def failures(check: Check, subject: Subject, judgement: Judgement) -> Iterator[Finding]:
    """Findings about each gradient that is wrong, with its wrong entries, and about those that agree beside.

    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> subject, rng = Subject(Square(), (np.array([1.0, 2.0]),), name="square"), np.random.default_rng(0)
    >>> [found.message.split(",")[0] for found in failures(CHECK, subject, judge(subject, rng))]
    ['square: dL_dX is 1/2 of the derivative']
    """
    found = judgement.probe
    if subject.is_tried_out:
        targets = wrong_targets(subject, found) or list(subject.targets.values())[:1]
        yield from (finding(check, subject, "fail", target, f"{target} is wrong") for target in targets)
        return
    if judgement.target:
        where = f"  case that shows it: {subject.describe()}"
        yield finding(check, subject, "fail", judgement.target, f"{judgement.detail}\n{where}")
        return
    wrong, right = taken_apart(subject, found)
    shown = dict(judgement.shown) or along_a_direction(found)
    along = {"along_a_direction": {"case": subject.describe(), **shown}} if shown else {}
    for number, difference in enumerate(wrong):
        # Whatever says what a mistake looks like is loaded when there is one.
        from ethan_check.diagnosis import diagnose
        from ethan_check.diagnosis.difference_evidence import difference_evidence
        from ethan_check.diagnosis.message import difference_message
        from ethan_check.diagnosis.pictured import whole_gradient

        said = diagnose(difference, subject)
        message = difference_message(subject, difference, said) + _declared(subject, difference.target)
        evidence = difference_evidence(subject, difference, said) | whole_gradient(subject, difference)
        evidence |= along if number == 0 else {}  # All arrays move at once.
        yield finding(check, subject, "fail", difference.target, message, evidence)
    if wrong:
        for name in right:
            if name in subject.targets:
                yield _beside(check, subject, found, name)
        return
    where = {
        "illegal at a kink": "outside the interval between the one-sided derivatives of a kink",
        "special point": "unlike the gradients on all sides of this point",
    }.get(judgement.reason, "not the derivative")
    from ethan_check.diagnosis.equal_entries import said_of_equal_entries
    from ethan_check.diagnosis.looks_like import codes_of, lines_of_explanations

    targets = list(subject.targets.values())
    said = said_of_equal_entries(subject)
    lines = [f"{' or '.join(targets)} is {where}", *([f"  {judgement.detail}"] if judgement.detail else [])]
    lines += lines_of_explanations(said, codes_of(said))
    lines.append(f"  case that shows it: {subject.describe()}")
    bar = {} if found.comparison is None else {"error_bar": found.comparison.tolerance}
    named = {"looks_like": list(map(str, said)), "codes": codes_of(said)} if said else {}
    yield finding(check, subject, "fail", targets[0], "\n".join(lines), along | bar | named)


def _beside(check: Check, subject: Subject, found: Probe, name: str) -> Finding:
    """A pass of a gradient that agrees where another one failed."""
    target, evidence = subject.targets[name], {BESIDE: True}
    if certificate(subject, found, name) is None:
        evidence["moves_nothing"] = True
    return finding(check, subject, "pass", target, f"{target} agrees on the case that fails", evidence)


def _declared(subject: Subject, target: str) -> str:
    """A line that says what was declared of a gradient, as that is what it was compared with."""
    found = [how for name, how in subject.differences.items() if subject.targets.get(name) == target]
    return f"\n  compared with what was declared: {target} is {found[0]}" if found else ""


CHECK = Gradient()
