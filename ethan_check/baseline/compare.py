"""A layer beside its baseline: which values are no longer what they were, and in which way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ethan_check.baseline.accuracy import accuracy_differences
from ethan_check.baseline.costs import cost_differences
from ethan_check.baseline.declared_changes import changed_declarations
from ethan_check.baseline.difference import Difference
from ethan_check.baseline.entry import CaseEntry, LayerEntry, Projected
from ethan_check.baseline.states import ORDER, worst_state

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """A layer beside its baseline.

    Args:
        layer: its name.
        differences: the worst first.
        time: how many times as long one forward and backward took; shown, and never judged. None where it is
            not known.
    """

    layer: str
    differences: tuple[Difference, ...] = ()
    time: float | None = None

    @property
    def state(self) -> str:
        """The worst of all states; `same` where nothing differs."""
        return worst_state(tuple(difference.state for difference in self.differences))


def compare(before: LayerEntry, now: LayerEntry, *, verdicts: bool = False) -> Comparison:
    """Compare what is remembered with what is measured, as far as that goes: what this run has not looked at
    is not compared.

    Args:
        verdicts: whether those of checks are compared, too.

    >>> compare(LayerEntry("relu.v1", 0), LayerEntry("relu.v1", 0)).state
    'same'
    """
    declared = [Difference("declared", *change) for change in changed_declarations(before, now)]
    if declared:
        return Comparison(now.layer, _sorted(declared))  # The cases differ: no value is that of another.
    accuracy = {one.target: one for one in accuracy_differences(before, now)}
    found = [*_values(before, now, accuracy), *accuracy.values(), *cost_differences(before, now)]
    found += _verdicts(before, now) if verdicts else ()
    return Comparison(now.layer, _sorted(found), _time(before, now))


def _values(before: LayerEntry, now: LayerEntry, accuracy: Mapping[str, Difference]) -> Iterator[Difference]:
    for key, old in before.cases.items():
        new = now.cases.get(key)
        if new is None:
            continue
        where = f"case {key.partition(' ')[0]}: {old.label}"
        for name in sorted({*old.values, *new.values}):
            yield from _value(name, old, new, where, accuracy.get(name))


def _value(
    name: str, old: CaseEntry, new: CaseEntry, where: str, accuracy: Difference | None
) -> Iterator[Difference]:
    before, now = old.values.get(name), new.values.get(name)
    if before is None or now is None:
        was, is_now = ("not there" if one is None else "there" for one in (before, now))
        yield Difference("value", "changed", name, was, is_now, None, where, float("inf"))
    elif before.not_finite != now.not_finite:
        was, is_now = (f"{one.not_finite} entries not finite" for one in (before, now))
        yield Difference("value", "changed", name, was, is_now, None, where, float("inf"))
    elif not before.holds(now):
        lost = accuracy is not None and accuracy.state == "less accurate"
        apart = [abs(b - n) for b, n in zip(before.values, now.values, strict=True)]
        is_rounding = lost and all(d <= a for d, a in zip(apart, now.allowance, strict=True))
        over = [_over(d, a) for d, a in zip(apart, before.allowance, strict=True)]
        worst = over.index(max(over))
        yield Difference(
            "value",
            "less accurate" if is_rounding else "changed",
            name,
            before.values[worst],
            now.values[worst],
            before.allowance[worst],
            where,
            over[worst],
            _is_multiple(before, now),
            max(map(abs, before.values)),
        )


def _verdicts(before: LayerEntry, now: LayerEntry) -> Iterator[Difference]:
    for name in sorted(before.checks.keys() & now.checks.keys()):
        was, is_now = before.checks[name].verdict, now.checks[name].verdict
        if was != is_now:
            yield Difference("declared", "verdict changed", f"the verdict of {name}", was, is_now)


def _time(before: LayerEntry, now: LayerEntry) -> float | None:
    old, new = before.written.get("seconds"), now.written.get("seconds")
    if not isinstance(old, int | float) or not isinstance(new, int | float) or old <= 0:
        return None
    return new / old


def _over(distance: float, allowance: float) -> float:
    if distance <= allowance:
        return 0.0
    return distance / allowance if allowance else float("inf")


def _is_multiple(before: Projected, now: Projected) -> bool:
    """Whether every sum changed by one factor, within what rounding leaves of it."""
    largest = max(range(len(before.values)), key=lambda at: abs(before.values[at]))
    if not before.values[largest]:
        return False
    factor = now.values[largest] / before.values[largest]
    return all(
        abs(n - factor * b) <= (1 + abs(factor)) * (a_old + a_new)
        for b, n, a_old, a_new in zip(before.values, now.values, before.allowance, now.allowance, strict=True)
    )


def _sorted(differences: list[Difference]) -> tuple[Difference, ...]:
    return tuple(
        sorted(differences, key=lambda one: (-ORDER.index(one.state), -one.excess, one.what, one.where))
    )
