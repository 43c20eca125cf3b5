"""Runs checks on cases and makes a report. It knows none of its callers."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ethan_check.adapters.base import Adapter, LayerFault
from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check, DoesNotApply
from ethan_check.profiles import moved_parameter
from ethan_check.result import Finding, Report
from ethan_check.sources import (
    DEFAULT_CASES,
    ArraySource,
    ContractSource,
    DrawerSource,
    Drawn,
    Source,
    construct,
    needs_contract,
)
from ethan_check.subject import Acquaintance, BadGradient, Calls, Subject
from ethan_core.case import Case, CaseLike
from ethan_core.contract import Contract, Reduction
from ethan_core.errors import ArgumentError, EthanError
from ethan_core.layer import Array
from ethan_core.registry import Entry

__all__ = ["check_entry", "check_layer"]


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
    adapters: Iterable[Adapter] = (),
    available: Iterable[Check] | None = None,
    shrink: bool = True,
) -> Report:
    """Verify a layer's backward pass.

    Args:
        layer: an object with a forward and a backward; or, with `cases` that are constructor
            arguments, the class. May be left out when the cases bring their own layers.
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
        adapters: further conventions.
        available: the checks to choose from, if not the ones that Ethan brings.
        shrink: whether to look for the smallest case that fails, with about 150 further tries.

    Returns:
        A report; it never raises for a mistake of the layer.

    Raises:
        ArgumentError: a check or convention is unknown, or there is nothing to draw cases from.

    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> report = check_layer(Square(), inputs=(np.array([[0.5, -1.5]]),), checks=["gradient"])
    >>> report.verdict, report.findings[0].target
    ('fail', 'dL_dX')
    """
    source = _source(layer, inputs, contract, cases, seed)
    run = _Run(
        name=name or _name_of(layer, cases),
        source=source,
        contract=contract,
        seed=seed,
        shrink=shrink,
        options={"convention": convention, "reduction": reduction, "adapters": tuple(adapters)},
    )
    return run.report(_choose(checks, available))


def check_entry(
    entry: Entry,
    *,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    available: Iterable[Check] | None = None,
    adapters: Iterable[Adapter] = (),
    shrink: bool = True,
) -> Report:
    """Verify a registered layer; its known failures are the caller's business.

    >>> from ethan_core.fn import Relu
    >>> check_entry(Entry("relu.v1", Relu), checks=["shapes"]).verdict
    'pass'
    """
    try:
        return check_layer(
            entry.target,
            name=entry.name,
            contract=entry.contract,
            cases=entry.cases,
            checks=checks,
            seed=seed,
            adapters=adapters,
            available=available,
            shrink=shrink,
            **entry.options,
        )
    except (TypeError, ArgumentError) as error:
        chosen = [check if isinstance(check, str) else check.name for check in checks or ("shapes",)]
        message = f"{entry.name}: its registration cannot be used: {error} ({entry.place})"
        return Report(
            layer=entry.name,
            findings=tuple(Finding(check=check, verdict="error", message=message) for check in chosen),
            seed=seed,
        )


@dataclass
class _Run:
    """One verification: the cases drawn so far and the calls spent."""

    name: str
    source: Source
    contract: Contract | None
    seed: int
    shrink: bool
    options: Mapping[str, Any]
    calls: Calls = field(default_factory=Calls)
    drawn: dict[int, Subject | None] = field(default_factory=dict)
    known: dict[int, Acquaintance] = field(default_factory=dict)

    def report(self, checks: tuple[Check, ...]) -> Report:
        findings: list[Finding] = []
        reasons: dict[str, str] = {}
        for check in checks:
            try:
                findings += self.answers(check)
            except DoesNotApply as reason:
                reasons[check.name] = str(reason)
        return Report(
            layer=self.name,
            findings=tuple(findings),
            seed=self.seed,
            not_applicable=reasons,
            certificate=_certificate(findings),
            cases=len(self.drawn),
            calls={"forward": self.calls.forward, "backward": self.calls.backward},
        )

    def answers(self, check: Check) -> list[Finding]:
        """Run one check over its cases; stop at the first one that fails and make it small."""
        points = self.source.count if check.points is None else min(check.points, self.source.count)
        passed: list[Finding] = []
        undecided: list[Finding] = []
        looked_at, reason = 0, None
        for position in range(points):
            try:
                subject = self.subject(position)
                if subject is None:
                    continue
                findings = self.ask(check, subject, position)
            except DoesNotApply as why:
                reason = reason or why
                continue
            except (LayerFault, EthanError) as fault:
                return [self.error(check, str(fault), position)]
            looked_at += 1
            if any(finding.verdict in ("fail", "error") for finding in findings):
                return self.shrunk(check, findings)
            passed += [finding for finding in findings if finding.verdict == "pass"]
            undecided += [finding for finding in findings if finding.verdict == "inconclusive"]
        if not looked_at:
            raise reason or DoesNotApply("the layer accepted none of the cases")
        if len(undecided) > len(passed):
            return _merged(undecided, looked_at, 0)
        return _merged(passed, looked_at, len(undecided))

    def subject(self, position: int) -> Subject | None:
        """The subject at a position; None where the layer refused inputs that nobody promised."""
        if position not in self.drawn:
            drawn = self.source.draw(position)
            try:
                self.drawn[position] = self.subject_of(drawn)
            except LayerFault:
                if not drawn.tentative:
                    raise
                self.drawn[position] = None
        return self.drawn[position]

    def subject_of(self, drawn: Drawn) -> Subject:
        move: Callable[[str, Array], Array] | None = None
        if drawn.parameter_seed is not None:
            rng = np.random.default_rng([drawn.parameter_seed, 7])
            move = lambda name, initial: moved_parameter(initial, rng)  # noqa: E731
        case = drawn.case
        known = None if drawn.configuration is None else self.known.get(drawn.configuration)
        subject = Subject(
            case.layer,
            case.inputs,
            contract=self.contract,
            name=self.name,
            label=_label(case),
            seed=self.seed,
            calls=self.calls,
            move_parameters=move,
            known=known,
            **self.options,
        )
        if drawn.configuration is not None:
            self.known[drawn.configuration] = subject.acquaintance
        return subject

    def ask(self, check: Check, subject: Subject, position: int) -> list[Finding]:
        rng = np.random.default_rng([self.seed, position, zlib.crc32(check.name.encode())])
        try:
            return list(check.run(subject, rng))
        except BadGradient as bad:
            message = f"{self.name}: {bad}"
            return [
                Finding(
                    check=check.name, verdict="fail", target=bad.target, message=message, case=subject.label
                )
            ]

    def shrunk(self, check: Check, findings: list[Finding]) -> list[Finding]:
        """The findings of the smallest case that fails in the same way, or those that are there."""
        kept = [finding for finding in findings if finding.verdict in ("fail", "error")]
        targets = {finding.target for finding in kept if finding.verdict == "fail"}
        if not targets or not self.shrink:
            return kept
        best = kept

        def fails(drawn: Drawn) -> bool:
            nonlocal best
            try:
                again = self.ask(check, self.subject_of(drawn), 0)
            except (LayerFault, EthanError, DoesNotApply):
                return False
            failing = [finding for finding in again if finding.verdict == "fail"]
            if not targets & {finding.target for finding in failing}:
                return False
            best = failing
            return True

        try:
            smaller = self.source.smaller(fails)
        except (LayerFault, EthanError):
            smaller = None
        if smaller is not None:
            fails(smaller)
        return best

    def error(self, check: Check, text: str, position: int) -> Finding:
        return Finding(
            check=check.name,
            verdict="error",
            message=f"{self.name}: {text}",
            evidence={"case": position},
        )


def _source(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    contract: Contract | None,
    cases: Iterable[CaseLike] | CaseLike | None,
    seed: int,
) -> Source:
    if cases is None:
        if isinstance(layer, type):
            layer_cases: list[CaseLike] = [{}]
        else:
            own = getattr(layer, "contract", None)
            if needs_contract(own if isinstance(own, Contract) else contract):
                return ContractSource([(lambda: layer, {})], contract, seed, first=_as_tuple(inputs))
            if inputs is None:
                raise ArgumentError(
                    "check_layer has nothing to run the layer on; give inputs=(X,), a contract with "
                    "shapes, or cases"
                )
            return ArraySource([Case(layer, _as_tuple(inputs) or ())], seed)
    elif isinstance(cases, Mapping | Case) or callable(cases):
        layer_cases = [cases]
    else:
        layer_cases = list(cases)
    return _mixed(layer, layer_cases, contract, seed)


def _mixed(layer: Any, cases: list[CaseLike], contract: Contract | None, seed: int) -> Source:
    ready = [case for case in cases if isinstance(case, Case)]
    rules = [case for case in cases if not isinstance(case, Case | Mapping) and callable(case)]
    arguments = [case for case in cases if isinstance(case, Mapping)]
    if len([group for group in (ready, rules, arguments) if group]) != 1:
        raise ArgumentError(
            "cases must be of one kind: all constructor arguments, all Case(layer, inputs), or all rules"
        )
    if ready:
        return ArraySource(ready, seed, count=max(DEFAULT_CASES, len(ready)))
    if rules:
        return DrawerSource(rules, seed)
    if not callable(layer):
        raise ArgumentError(
            f"cases are constructor arguments, so layer must be a class or a factory, not a "
            f"{type(layer).__name__} object"
        )
    known = contract or getattr(layer, "contract", None)
    if not isinstance(known, Contract):
        known = getattr(construct(layer, arguments[0], seed), "contract", None)
    if not needs_contract(known if isinstance(known, Contract) else None):
        raise ArgumentError(
            "no contract says what shapes the layer takes; register it with contract=Contract(shapes=...) "
            "or with cases that are Case(layer, inputs)"
        )
    makers = [((lambda chosen=chosen: construct(layer, chosen, seed)), chosen) for chosen in arguments]
    return ContractSource(makers, contract, seed, count=max(DEFAULT_CASES, len(makers)))


def _as_tuple(inputs: Any) -> tuple[Any, ...] | None:
    if inputs is None or isinstance(inputs, tuple):
        return inputs
    return (inputs,)


def _choose(checks: Iterable[str | Check] | None, available: Iterable[Check] | None) -> tuple[Check, ...]:
    known = {check.name: check for check in (available if available is not None else builtin_checks())}
    if checks is None:
        return tuple(known.values())
    if isinstance(checks, str):
        checks = (checks,)
    chosen = []
    for check in checks:
        if isinstance(check, str):
            if check not in known:
                raise ArgumentError(f"check {check!r} is unknown; expected one of {', '.join(known)}")
            check = known[check]
        chosen.append(check)
    return tuple(chosen)


def _merged(findings: list[Finding], cases: int, undecided: int) -> list[Finding]:
    """One finding for each target, with the sharpest certificate."""
    by_target: dict[str, Finding] = {}
    for finding in findings:
        earlier = by_target.setdefault(finding.target, finding)
        sharper = finding.evidence.get("certificate", np.inf) < earlier.evidence.get("certificate", np.inf)
        if sharper:
            by_target[finding.target] = finding
    return [
        replace(finding, evidence={**finding.evidence, "cases": cases, "undecided": undecided})
        for finding in by_target.values()
    ]


def _certificate(findings: Iterable[Finding]) -> dict[str, float]:
    return {
        finding.target: float(finding.evidence["certificate"])
        for finding in findings
        if "certificate" in finding.evidence
    }


def _label(case: Case) -> str:
    shapes = ", ".join(str(np.shape(array)) for array in case.inputs)
    return f"{case.label}, inputs {shapes}" if case.label else f"inputs {shapes}"


def _name_of(layer: Any, cases: Any) -> str:
    if layer is not None:
        return layer.__name__ if isinstance(layer, type) else type(layer).__name__
    first = next(iter(cases), None) if isinstance(cases, list | tuple) else cases
    return type(first.layer).__name__ if isinstance(first, Case) else "layer"
