"""What is written: nothing that is stored is lost, and what is the same stays as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ethan_check.baseline.accuracy import accuracy_state
from ethan_check.baseline.costs import memory_allowance
from ethan_check.baseline.declared_changes import changed_declarations
from ethan_check.baseline.entry import CaseEntry, CheckEntry, LayerEntry, Projected
from ethan_check.numerics.tolerances.steps import EPSILON

__all__ = ["changes_a_value", "merged"]


def merged(stored: LayerEntry | None, now: LayerEntry, *, only_missing: bool = False) -> LayerEntry:
    """A stored entry brought up to what a run found: it is the stored one itself where nothing changed.

    Checks that the run did not ask stay as they are stored. Who wrote it changes only when a value does.

    Args:
        only_missing: add what is not stored, and change nothing that is.

    >>> old = LayerEntry("a.v1", 0, written={"reason": "first"})
    >>> merged(old, LayerEntry("a.v1", 0, written={"reason": "second"})) is old
    True
    """
    if stored is None:
        return now
    checks = {**_merged_checks(stored.checks, now.checks, only_missing)}
    if only_missing:
        found = replace(stored, checks=checks)
    elif any(changed_declarations(stored, now)):
        found = replace(now, checks=checks)
    else:
        allowance = memory_allowance(stored, now)
        cases = {key: _merged_case(case, now.cases[key], allowance) for key, case in stored.cases.items()}
        found = replace(stored, checks=checks, cases=cases)
    found = replace(found, project=now.project or stored.project)
    if found.without_provenance() == stored.without_provenance():
        return stored
    return replace(found, written=now.written)


def changes_a_value(stored: LayerEntry | None, now: LayerEntry) -> bool:
    """Whether writing would change something that is stored, beside adding what is missing.

    >>> changes_a_value(None, LayerEntry("a.v1", 0))
    False
    """
    if stored is None:
        return False
    return (
        merged(stored, now).without_provenance()
        != merged(stored, now, only_missing=True).without_provenance()
    )


def _merged_checks(
    stored: Mapping[str, CheckEntry], now: Mapping[str, CheckEntry], only_missing: bool
) -> dict[str, CheckEntry]:
    kept = {
        name: check
        for name, check in stored.items()
        if only_missing or name not in now or _is_same_check(check, now[name])
    }
    return {**now, **kept}


def _is_same_check(old: CheckEntry, new: CheckEntry) -> bool:
    if (old.verdict, old.forward, old.backward) != (new.verdict, new.forward, new.backward):
        return False
    if old.ulps.keys() != new.ulps.keys():
        return False
    return not any(accuracy_state(ulps, new.ulps[target]) for target, ulps in old.ulps.items())


def _merged_case(old: CaseEntry, new: CaseEntry, allowance: int) -> CaseEntry:
    values = {name: _merged_value(old.values.get(name), value) for name, value in new.values.items()}
    known = old.memory is not None and new.memory is not None
    is_same = new.memory is None or (known and abs((old.memory or 0) - (new.memory or 0)) <= allowance)
    return replace(old, values=values, memory=old.memory if is_same else new.memory)


def _merged_value(old: Projected | None, new: Projected) -> Projected:
    if old is None or not old.holds(new):
        return new
    known = old.rounding is not None and new.rounding is not None
    if known and accuracy_state(old.rounding or 0.0, new.rounding or 0.0, EPSILON):
        return new
    return old
