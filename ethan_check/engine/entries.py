"""Verifying a layer that is registered: its options are those of its entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check
from ethan_check.engine.aggregate import nothing_ran
from ethan_check.engine.budget import Budget
from ethan_check.engine.pace import Pace
from ethan_check.engine.selection import choose_checks
from ethan_check.engine.subjects import subjects_of
from ethan_check.engine.verify import Verification
from ethan_check.result import Report
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.options import LayerOptions, require_seed
from ethan_check.subject.translation import NO_TRANSLATORS, Translators
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry

__all__ = ["EntryRun", "check_entry", "prepare"]


@dataclass
class EntryRun:
    """The checks of one registered layer, which share its reading, its cases and all that is found out: they
    may be asked at once, or one after the other in any order, with the same answers.

    Args:
        entry: the layer; its known failures are the caller's business.
        seed, available, adapters, translators: as in `check_layer`.
        certificate: what is demanded of layers whose registration demands nothing else.
        changes: what the layer has changed in the process before any check.
        budget: of time; it outlives the run, where that is made again. A layer's own budget goes before its.
        to_come: the names of the checks that will be asked, so that time is left for them.

    >>> from ethan_core.fn import Relu
    >>> run = EntryRun(Entry("relu.v1", Relu))
    >>> run.report(["shapes"]).calls, run.report(["purity"]).verdict
    ({'forward': 5, 'backward': 4}, 'pass')
    """

    entry: Entry
    seed: int = 0
    available: Iterable[Check] | None = None
    adapters: Iterable[Adapter] = ()
    certificate: float | None = None
    translators: Translators = NO_TRANSLATORS
    changes: set[str] = field(default_factory=set)
    budget: Budget = field(default_factory=Budget)
    to_come: Collection[str] = ()
    _subjects: SubjectPool | None = None

    def __post_init__(self) -> None:
        pace = self.budget.pace
        pace.layer, pace.most = self.entry.name, self.entry.options.get("budget", pace.most)

    def report(
        self,
        checks: Iterable[str | Check] | None = None,
        *,
        shrink: bool = True,
        explain: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> Report:
        """The findings of some checks, by default all; what was raised before any ran is the only finding.

        Args:
            checks, shrink, explain: as in `check_layer`.
            without: gradients that are not asked about, such as `dL_dW`.
        """
        wanted = None if checks is None else tuple(checks)
        try:
            require_seed(self.seed)
            chosen = choose_checks(wanted, self.available)
        except ArgumentError as error:
            return self._unusable(error, wanted)
        with KeptProcess() as kept, self.budget.pace.running():
            try:
                subjects = self._prepared(Tracer()) if explain else self.subjects
                verification = Verification(subjects, shrink, self.budget, without=without)
                known = choose_checks(None, self.available)
                verification.expect([check for check in known if check.name in self.to_come])
                report = verification.report(chosen)
            except ArgumentError as error:
                report = self._unusable(error, wanted)
            except BaseException as error:
                message = f"{self.entry.name}: {fault_of('the layer', error)}"
                report = nothing_ran(self.entry.name, message, [check.name for check in chosen], self.seed)
        return replace(report, changes=tuple(sorted({*self.changes, *kept.changes})))

    @property
    def subjects(self) -> SubjectPool:
        """What the checks share, made when it is first asked for.

        Raises:
            LayerFault, EthanError: as `prepare`.
        """
        if self._subjects is None:
            with self.budget.pace.running():
                self._subjects = self._prepared()
        return self._subjects

    def _prepared(self, tracer: Tracer = NO_TRACE) -> SubjectPool:
        return prepare(
            self.entry,
            seed=self.seed,
            adapters=self.adapters,
            certificate=self.certificate,
            translators=self.translators,
            tracer=tracer,
        )

    def _unusable(self, error: ArgumentError, wanted: tuple[str | Check, ...] | None) -> Report:
        chosen = [check if isinstance(check, str) else check.name for check in wanted or ("shapes",)]
        message = f"{self.entry.name}: its registration cannot be used: {error} ({self.entry.place})"
        return nothing_ran(self.entry.name, message, chosen, self.seed)


def check_entry(
    entry: Entry,
    *,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    available: Iterable[Check] | None = None,
    adapters: Iterable[Adapter] = (),
    shrink: bool = True,
    explain: bool = False,
    certificate: float | None = None,
    translators: Translators = NO_TRANSLATORS,
    budget: float | None = None,
    without: frozenset[str] = frozenset(),
) -> Report:
    """Verify a registered layer. Arguments as of `EntryRun` and its `report`; the budget in seconds.

    >>> from ethan_core.fn import Relu
    >>> check_entry(Entry("relu.v1", Relu), checks=["shapes"]).verdict
    'pass'
    """
    run = EntryRun(
        entry, seed, available, adapters, certificate, translators, budget=Budget(Pace(most=budget))
    )
    return run.report(checks, shrink=shrink, explain=explain, without=without)


def prepare(
    entry: Entry,
    *,
    seed: int = 0,
    adapters: Iterable[Adapter] = (),
    certificate: float | None = None,
    translators: Translators = NO_TRANSLATORS,
    tracer: Tracer = NO_TRACE,
) -> SubjectPool:
    """The subjects of a registered layer, before any check.

    Args:
        certificate: what is demanded of a layer whose registration demands nothing else.

    Raises:
        LayerFault: the layer cannot be made.
        EthanError: its registration cannot be used.

    >>> from ethan_core.fn import Relu
    >>> prepare(Entry("relu.v1", Relu)).subject(0).targets
    {'X': 'dL_dX'}
    """
    options = LayerOptions.stated({"certificate": certificate, **entry.options}, adapters, translators)
    return subjects_of(entry.target, None, entry.contract, entry.cases, seed, options, entry.name, tracer)
