"""Verifies a layer: every check on every case, and the findings in one report. It knows none of its callers.

The way down from here to the layer is short: the gradient check takes its verdict from `verdict.judge`, which
compares finite differences of forward with what backward answers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from ethan_check.cases.handed_over import require_contract, require_layer
from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import (
    Check,
    DoesNotApply,
    asks_for_repeats,
    asks_in_any_precision,
    code_of,
    max_cases_of,
    over_cases,
    with_its_code,
)
from ethan_check.checks.shapes import CHECK as SHAPES
from ethan_check.engine.account import Account
from ethan_check.engine.aggregate import ERRORS, aggregate, certificate_of, nothing_ran
from ethan_check.engine.budget import Budget
from ethan_check.engine.exemptions import without_exempted
from ethan_check.engine.failures import could_not_run, made_small, unless_it_wavers
from ethan_check.engine.made_cases import said_to_be_made
from ethan_check.engine.nondeterminism import EXPLAINED, answers_differently
from ethan_check.engine.one_message import told_together
from ethan_check.engine.pace import Pace
from ethan_check.engine.planned import Planned
from ethan_check.engine.same_cause import marked, repeats
from ethan_check.engine.selection import choose_checks
from ethan_check.engine.subjects import name_of, subjects_of
from ethan_check.numerics.precision import Precision
from ethan_check.result import Finding, Report
from ethan_check.subject.backward_source import shown_place
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.global_rngs import restored_global_rngs
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.options import LayerOptions, require_seed
from ethan_check.subject.size_limits import entries_of, max_cases
from ethan_check.subject.subject import Subject
from ethan_check.subject.translation import Translators, installed_translators
from ethan_check.telling.failures import CODE
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.arguments import as_names, require
from ethan_core.case import Case, CaseLike
from ethan_core.contract import Contract, Reduction
from ethan_core.errors import EthanError
from ethan_core.plain_text import plain_line

ACCOUNTED = "gradient"
"""The check whose verdict is about every array that the output depends on."""

__all__ = ["Verification", "check_layer", "run_check"]


def check_layer(
    layer: Any = None,
    inputs: tuple[Any, ...] | None = None,
    *,
    name: str | None = None,
    contract: Contract | None = None,
    cases: Iterable[CaseLike] | CaseLike | None = None,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    convention: str | None = None,
    reduction: Reduction | Mapping[str, Reduction] | None = None,
    dtype: str | Precision | None = None,
    frozen: Iterable[str] = (),
    differs: Mapping[str, Any] | None = None,
    certificate: float | None = None,
    accuracy: float | None = None,
    complex: str | None = None,
    budget: float | None = None,
    adapters: Iterable[Adapter] = (),
    translators: Translators | None = None,
    available: Iterable[Check] | None = None,
    shrink: bool = True,
    explain: bool = False,
    without: Iterable[str] = (),
) -> Report:
    """Verify a layer's backward pass.

    Args:
        layer: an object with a forward and a backward; or, with `cases` that are constructor
            arguments, the class. May be left out when the cases bring their own layers. A thing of another
            framework, such as a `torch.nn.Module`, is translated by the plugin for it.
        inputs: the arguments of forward, as a tuple of arrays. Without them, cases are drawn from the
            contract.
        name: what to call the layer in messages; its class's name by default.
        contract: what the layer promises; by default its own `contract` attribute.
        cases: constructor arguments, ready `Case(layer, inputs)`, or a rule that takes a
            `numpy.random.Generator` and returns a Case.
        checks: which checks to run, by name; all of them by default.
        seed: the same seed draws the same cases.
        convention: how backward is called, such as `"plain"`; found out by default.
        reduction: how parameter gradients are reduced over the batch: one word, or one for each name.
        dtype: for layers that do not mix float32 with float64: `"float64"` makes the layer's own arrays so;
            `"float32"` and `"float16"` run it in that alone; so does a `Precision` of a plugin's.
        frozen: the names of parameters, other arrays and inputs that are not trained, so that no gradient is
            owed for them.
        differs: which gradients are not the derivative on purpose, and how: a factor (-1 for one that is
            reversed), `"straight-through"`, `"clipped"`, or `{"zero_rows": [0]}` for rows that are owed none.
        certificate: what every certificate has to be below for a pass: an error of that share of the largest
            entry, in any one entry of a gradient, would have been seen. 1e-3 by default.
        accuracy: how accurate forward is, relative, where its rounding does not say so: 1e-8 of an iterative
            solver that stops there.
        complex: `"conjugate"` where gradients of complex arrays are conjugates, as JAX has it; by default
            that of a real L is dL/dRe z + i dL/dIm z, as PyTorch has it.
        budget: the seconds that the layer may take. Once they are used up, checks look at fewer of their
            cases, at one each at least, and the report says which saw how many (`Report.cut_short`).
        adapters: further conventions.
        translators: the plugins that are asked about things of other frameworks; those that are installed
            by default.
        available: the checks to choose from, if not the ones that Ethan brings.
        shrink: whether to look for the smallest case that fails, with about 150 further tries.
        explain: whether the report carries its trace: every step that led to a verdict.
        without: gradients that are not asked about this time, such as `dL_dW`, because they are known to be
            wrong.

    Returns:
        A report; it never raises for a mistake of the layer.

    Raises:
        ArgumentError: a check or convention is unknown, or there is nothing to draw cases from.

    >>> import numpy as np
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> report = check_layer(Square(), inputs=(np.array([[0.5, -1.5]]),), checks=["gradient"])
    >>> report.verdict, report.findings[0].target
    ('fail', 'dL_dX')
    """
    require_layer(layer, cases)
    require_contract(contract)
    options = LayerOptions(
        convention,
        reduction,
        dtype,
        as_names(frozen, "frozen"),
        {} if differs is None else differs,
        certificate,
        accuracy,
        complex,
        tuple(adapters),
        installed_translators() if translators is None else translators,
        budget,
    )
    require_seed(seed)
    require(name is None or isinstance(name, str), "name", name, "a text")
    is_contract = contract is None or isinstance(contract, Contract)
    require(is_contract, "contract", contract, "a Contract")
    are_cases = cases is None or callable(cases) or isinstance(cases, Iterable | Case)
    require(are_cases, "cases", cases, "constructor arguments, cases, or a rule that draws them")
    cases = tuple(cases) if isinstance(cases, Iterator) else cases  # It is looked at more than once.
    name = plain_line(name) if name else name_of(layer, cases)
    chosen = choose_checks(checks, available)
    tracer = Tracer() if explain else NO_TRACE
    pace = Pace(name, most=budget)
    with KeptProcess() as kept, pace.running():
        try:
            subjects = subjects_of(layer, inputs, contract, cases, seed, options, name, tracer)
        except EthanError:
            raise  # What the caller has to say otherwise.
        except BaseException as error:
            message = f"{name}: {fault_of('the layer', error)}"
            report = nothing_ran(name, message, [check.name for check in chosen], seed)
        else:
            verification = Verification(subjects, shrink, Budget(pace), without=frozenset(without))
            report = verification.report(chosen)
    return replace(report, changes=tuple(sorted(kept.changes)))


@dataclass
class Verification:
    """Checks on the subjects of one layer.

    Args:
        subjects: what the checks run on.
        shrink: whether to look for the smallest case that fails.
        budget: of time; by default there is as much as it takes.
        positions: of the cases that were looked at.
        beside: what was found right before a failure, and beside it.
        without: the gradients that are not asked about.
        told: what the other checks of the present report have found.

    >>> from ethan_check.cases.choose import choose_source
    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_core.fn import Relu
    >>> subjects = SubjectPool("relu", choose_source(Relu, None, None, None, 0), None, 0)
    >>> str(Verification(subjects).report((CHECK,)))
    'relu: pass: 1 check on 4 cases'
    """

    subjects: SubjectPool
    shrink: bool = True
    budget: Budget = field(default_factory=Budget)
    positions: set[int] = field(default_factory=set)
    beside: list[Finding] = field(default_factory=list)
    without: frozenset[str] = frozenset()
    told: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._planned = Planned(self.subjects)

    def report(self, checks: Iterable[Check]) -> Report:
        """Run the checks; global generators are afterwards as they were, whatever layers draw from them."""
        checks = tuple(checks)
        self.expect(checks)
        findings = self.told = list[Finding]()
        reasons: dict[str, str] = {}
        tracer, before = self.subjects.tracer, self.subjects.asked
        account = Account(self.subjects.name, self._planned.certificate, self.subjects.options.frozen)
        with KeptProcess() as kept, restored_global_rngs(), self.budget.pace.running():
            for check in checks:
                try:
                    with KeptProcess(), Silenced(), tracer.step(f"check {check.name}"):
                        found = self.findings(check)
                        findings += self._settled(found, account) if check.name == ACCOUNTED else found
                except DoesNotApply as reason:
                    reasons[check.name] = str(reason)
                    if check.name == ACCOUNTED:
                        findings += self._settled([], account)
                except BaseException as error:  # Of a check of somebody else's, or of what a layer holds.
                    findings += self._error(check, str(fault_of(f"the check {check.name}", error)), 0, None)
        for part in kept.changes:
            tracer.note(f"the layer changes {part} of the process, which has been put back")
        return Report(
            layer=self.subjects.name,
            findings=marked(findings),
            seed=self.subjects.seed,
            not_applicable=reasons,
            certificate=certificate_of(findings),
            account=account.entries,
            cases=len(self.positions),
            # As if nothing had been drawn for other checks before: so it repeats, whoever ran first.
            calls=asdict(self.subjects.asked.since(before) + self.subjects.price_of(self.positions)),
            read_as="; or ".join(self.subjects.readings),
            backward_at=shown_place(self.subjects.backward_source),
            trace=tracer.steps,
            changes=tuple(sorted(kept.changes)),
            # What does not apply says itself how far it has looked.
            cut_short=self.budget.account(check.name for check in checks if check.name not in reasons),
        )

    def expect(self, checks: Iterable[Check]) -> None:
        """Say which checks will be asked, now or later, so that time is left for them."""
        self.budget.pace.expect({check.name: self._planned.cases(check) for check in checks})

    def _settled(self, findings: list[Finding], account: Account) -> list[Finding]:
        subjects = [subject for subject in self.subjects.drawn.values() if subject is not None]
        with self.subjects.tracer.step("what the output depends on"):
            settled = account.settle(findings, subjects, self.beside)
            for name, entry in account.entries.items():
                self.subjects.tracer.note(f"{name}: {entry}")
        return settled

    def findings(self, check: Check) -> list[Finding]:
        """Run one check over its cases; stop at the first one that fails and make it small.

        Raises:
            DoesNotApply: there is no case that the check applies to.
        """
        self.beside = []
        positions, is_structural = self._planned.positions(check), max_cases_of(check) is not None
        passed: list[Finding] = []
        undecided: list[Finding] = []
        raised: list[Finding] = []
        # How large its own cases are, whatever other checks have drawn: alone it looks at the same ones.
        looked_at, entries, reason = 0, 0, ""
        for number, position in enumerate(self.budget.positions(check.name, positions)):
            planned = max_cases(len(positions), entries, is_structural=is_structural)
            if number >= planned:
                break
            # A check that has nothing to ask of its first case is not worth the drawing of others.
            has_asked = looked_at or (reason and position not in self.subjects.drawn)
            if has_asked and not self.budget.allows_case():
                cut_short = self.budget.left_out(check.name, number, planned)
                self.subjects.tracer.note(cut_short)
                reason = reason and f"{reason} ({cut_short})"
                break
            self.positions.add(position)
            subject: Subject | None = None  # So that a large one is let go before the next is drawn.
            try:
                subject = self.subjects.subject(position)
                if subject is None:
                    continue
                entries = max(entries, entries_of(subject.values))
                findings = self._findings_on_crop(check, subject, position)
                if not findings or any(finding.verdict != "pass" for finding in findings):
                    try:
                        findings = run_check(check, subject, position, self.without)
                    except LayerFault:
                        if not findings or position not in self.subjects.invented:
                            raise
                if _rests_on_the_case(findings) and self.subjects.says_nothing(position):
                    continue
            except DoesNotApply as why:
                reason = reason or str(why)  # The exception itself would hold on to all that is here.
                continue
            except (LayerFault, EthanError) as fault:
                if subject is not None and self.subjects.says_nothing(position):
                    continue
                raised = raised or self._error(check, str(fault), position, subject)
                if not self.subjects.source.draws_layers:
                    break
                continue  # Another layer of the rule may answer, and be wrong, which says more.
            except BaseException as error:  # Of a check of somebody else's, or of what a layer holds.
                told = str(fault_of(f"the check {check.name}", error))
                return self._error(check, told, position, subject)
            looked_at += 1
            failing = [finding for finding in findings if finding.verdict in ("fail", "error")]
            if failing:
                self.subjects.testify(check.name, subject, self.subjects.source.draw(position))
                self.beside = [*passed, *(finding for finding in findings if finding.verdict == "pass")]
                return self._told(check, failing, subject)
            passed += [finding for finding in findings if finding.verdict == "pass"]
            undecided += [finding for finding in findings if finding.verdict == "inconclusive"]
        failing = over_cases(check, self.subjects.name, passed)
        if failing:
            self.beside = passed
            return failing
        if raised:
            return raised
        if not looked_at:
            raise DoesNotApply(reason or "the layer accepted none of the cases")
        if len(undecided) > len(passed):
            return unless_it_wavers(aggregate(undecided, looked_at, 0), None, self.subjects)
        return aggregate(passed, looked_at, len(undecided))

    def _findings_on_crop(self, check: Check, subject: Subject, position: int) -> list[Finding]:
        """The findings on the first rows of a large case: they answer a question of structure as well as the
        whole, and any question on a case that Ethan made up. None elsewhere, and where the crop does not run.
        """
        if max_cases_of(check) is None and position not in self.subjects.invented:
            return []
        crop = self.subjects.cropped(position, subject)
        try:
            return [] if crop is None else run_check(check, crop, position, self.without)
        except (LayerFault, EthanError):
            return []

    def _told(self, check: Check, failing: list[Finding], subject: Subject) -> list[Finding]:
        """What is told of a failure: that the layer wavers, or else what its smallest case shows."""
        found = failing if asks_for_repeats(check) else unless_it_wavers(failing, subject, self.subjects)
        if self.shrink and found == failing and not all(repeats(one, self.told) for one in failing):
            found = made_small(
                partial(run_check, check, without=self.without), check, failing, self.subjects, self.budget
            )
        return told_together(found, len(subject.targets))

    def _error(self, check: Check, why: str, position: int, subject: Subject | None) -> list[Finding]:
        error = could_not_run(check, self.subjects, why, position)
        return unless_it_wavers([error], subject, self.subjects)


def run_check(
    check: Check, subject: Subject, position: int, without: frozenset[str] = frozenset()
) -> list[Finding]:
    """The findings on a case; the same numbers are drawn for the same seed, position and check.

    Args:
        without: the gradients that are not asked about.

    Raises:
        LayerFault, EthanError, DoesNotApply: as the check.
        DoesNotApply: also where no gradient is left to ask about.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_core.fn import Relu
    >>> [(f.target, f.verdict) for f in run_check(CHECK, Subject(Relu(), (np.ones((2, 3)),)), 0)]
    [('Y', 'pass'), ('dL_dX', 'pass')]
    """
    if subject.is_coarse and not asks_in_any_precision(check):
        raise DoesNotApply(f"it resolves more than {subject.precision} has")
    rng = np.random.default_rng([subject.seed, position, zlib.crc32(check.name.encode())])
    subject = without_exempted(check, _asked_about(subject, without))
    with subject.tracer.step(f"case {position}: {subject.label}"):
        try:
            findings = list(check.run(subject, rng))
        except BadGradient as bad:
            # Whichever check meets it: one mistake is told in the same words, with the code of one section.
            findings = [
                Finding(
                    check=check.name,
                    verdict="fail",
                    target=bad.target,
                    message=f"{subject.name}: {bad}",
                    evidence={CODE: code_of(SHAPES)},
                    case=subject.label,
                )
            ]
        failed = any(finding.verdict == "fail" for finding in findings)
        if failed and check.name in EXPLAINED and answers_differently(subject):
            raise DoesNotApply("the layer answers differently for the same state, which determinism is about")
        findings = [with_its_code(said_to_be_made(finding, subject), check) for finding in findings]
        for finding in findings if subject.tracer else ():
            first_line = finding.message.partition("\n")[0]
            subject.tracer.note(f"{finding.target or 'the layer'}: {finding.verdict}", message=first_line)
        return findings


def _rests_on_the_case(findings: Iterable[Finding]) -> bool:
    """Whether something did not pass, or states how large an error is, which a case may be to blame for."""
    return any(finding.verdict != "pass" or ERRORS & finding.evidence.keys() for finding in findings)


def _asked_about(subject: Subject, without: frozenset[str]) -> Subject:
    withheld = [name for name, target in subject.targets.items() if target in without]
    if withheld and len(withheld) == len(subject.targets):
        raise DoesNotApply("no other gradient is left to ask about")
    return subject.without(withheld) if withheld else subject
