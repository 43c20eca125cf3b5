"""Allowances that two platforms have shown to be too narrow, widened by what they showed.

An allowance is measured where a baseline is written. The same code elsewhere may be rounded otherwise than
that lets expect: then how far the two are apart is a better bar. What no rounding explains is left alone,
and said: it is another code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ethan_check.baseline.declared_changes import changed_declarations
from ethan_check.baseline.entry import CaseEntry, LayerEntry, Projected
from ethan_check.numerics.tolerances.bars import ERROR_BARS, MOST_ROUNDING
from ethan_check.numerics.tolerances.steps import EPSILON

__all__ = ["Calibration", "calibrated"]


@dataclass(frozen=True)
class Calibration:
    """A layer's entry beside that of another platform.

    Args:
        entry: with wider allowances, where that is needed.
        widened: what was widened, in words.
        refused: what is too far apart for rounding, or cannot be compared, in words.
    """

    entry: LayerEntry
    widened: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def calibrated(one: LayerEntry, other: LayerEntry) -> Calibration:
    """The first entry with allowances that take the second one in.

    >>> calibrated(LayerEntry("a.v1", 0), LayerEntry("a.v1", 0)).widened
    ()
    """
    declared = [f"{what}: {state}" for state, what, _, _ in changed_declarations(one, other)]
    if declared:
        return Calibration(one, refused=tuple(declared))
    widened: list[str] = []
    refused: list[str] = []
    rounding = _rounding(one)
    cases: dict[str, CaseEntry] = {}
    for key, case in one.cases.items():
        values = dict(case.values)
        for name, value in case.values.items():
            seen = other.cases[key].values.get(name)
            where = f"{name} of case {key}"
            if seen is None or len(seen.values) != len(value.values) or seen.not_finite != value.not_finite:
                refused.append(f"{where}: is not of the same form")
            elif not value.holds(seen):
                if _is_rounding(value, seen, rounding.get(name, 0.0)):
                    values[name] = _wider(value, seen)
                    widened.append(
                        f"{where}: {max(value.allowance):.1e} to {max(values[name].allowance):.1e}"
                    )
                else:
                    refused.append(f"{where}: is too far apart for rounding: the code is another")
        cases[key] = replace(case, values=values)
    written = {**one.written, "calibrated": _platforms(one, other)}
    entry = replace(one, cases=cases, written=written) if widened else one
    return Calibration(entry, tuple(widened), tuple(refused))


def _rounding(entry: LayerEntry) -> Mapping[str, float]:
    return {
        name: value.rounding
        for case in entry.cases.values()
        for name, value in case.values.items()
        if value.rounding is not None
    }


def _is_rounding(one: Projected, other: Projected, rounding: float) -> bool:
    """Whether a distance is no more than rounding in float64 is believed to lose, or than what the layer was
    seen to lose.
    """
    most = max(MOST_ROUNDING * EPSILON, ERROR_BARS * rounding) * max(map(abs, one.values))
    return all(abs(a - b) <= most for a, b in zip(one.values, other.values, strict=True))


def _wider(one: Projected, other: Projected) -> Projected:
    bars = (abs(a - b) for a, b in zip(one.values, other.values, strict=True))
    shown = (float(f"{ERROR_BARS * bar:.1e}") for bar in bars)
    return replace(one, allowance=tuple(map(max, one.allowance, shown)))


def _platforms(one: LayerEntry, other: LayerEntry) -> list[str]:
    """The platforms that an entry has been compared with so far."""
    before = one.written.get("calibrated", [])
    known = [str(platform) for platform in before] if isinstance(before, list) else []
    words = [str(other.written.get(name, "")) for name in ("platform", "processor", "python", "numpy")]
    return sorted({*known, ", ".join(word for word in words if word)})
