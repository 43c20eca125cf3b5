"""A baseline in a few numbers that can be followed from revision to revision: they repeat exactly."""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.baseline.entry import LayerEntry

__all__ = ["key_figures"]


def key_figures(entry: LayerEntry) -> dict[str, int | float]:
    """What a layer costs and how accurate it is, by name; what is not known is left out.

    Returns:
        `forward` and `backward`: calls over all checks. `bytes`: of the arrays that one forward and one
        backward hold at most, in the costliest case. `ulps`: the largest error against a documented formula,
        in units in the last place. `rounding`: the largest loss to rounding, as a share of a typical entry.

    >>> from ethan_check.baseline.entry import CheckEntry
    >>> key_figures(LayerEntry("a.v1", 0, checks={"gradient": CheckEntry("pass", 30, 9, ulps={"Y": 0.5})}))
    {'forward': 30, 'backward': 9, 'ulps': 0.5}
    """
    return dict(_figures(entry))


def _figures(entry: LayerEntry) -> Iterator[tuple[str, int | float]]:
    checks, cases = entry.checks.values(), entry.cases.values()
    if checks:
        yield "forward", sum(check.forward for check in checks)
        yield "backward", sum(check.backward for check in checks)
    memory = [case.memory for case in cases if case.memory is not None]
    ulps = [ulps for check in checks for ulps in check.ulps.values()]
    values = [value for case in cases for value in case.values.values()]
    rounding = [value.rounding for value in values if value.rounding is not None]
    for name, known in (("bytes", memory), ("ulps", ulps), ("rounding", rounding)):
        if known:
            yield name, max(known)
