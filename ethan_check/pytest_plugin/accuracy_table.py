"""The table of documented formulas: how far forward and backward are from what is documented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Accuracy", "accuracy_of", "accuracy_table"]

_TITLE = "against the documented formulas; errors in units in the last place, the worst of all cases"
_HEADINGS = ("derivative", "forward", "backward", "forward, extreme", "backward, extreme")
_DERIVATIVE, _GRADIENT = "documented ", "dL_d"
_PLACES = ("ulps", "ulps_at_extremes")


@dataclass(frozen=True)
class Accuracy:
    """One layer's row.

    Args:
        derivative: whether the documented derivative is that of the documented forward, in a word.
        errors: of forward and backward, at ordinary and at extreme inputs; None where there is none.
    """

    derivative: str
    errors: tuple[float | None, ...] = (None,) * 4


def accuracy_of(findings: Iterable[Mapping[str, Any]]) -> Accuracy | None:
    """What the findings of one report, as plain data, say about documented formulas; None if nothing.

    >>> finding = {"check": "formula", "verdict": "pass", "target": "Y", "evidence": {"ulps": 0.5}}
    >>> accuracy_of([finding])
    Accuracy(derivative='not stated', errors=(0.5, None, None, None))
    >>> accuracy_of([{**finding, "verdict": "fail"}]).derivative
    'fails'
    >>> accuracy_of([{**finding, "check": "gradient"}]) is None
    True
    """
    findings = [finding for finding in findings if finding["check"] == "formula"]
    if any(finding["verdict"] == "fail" for finding in findings):
        return Accuracy("fails")  # Its message says what, and by how much.
    measured = [finding for finding in findings if "ulps" in finding["evidence"]]
    if not measured:
        return None
    is_stated = any(finding["target"].startswith(_DERIVATIVE) for finding in findings)
    errors = tuple(
        max(
            (
                float(finding["evidence"][place])
                for finding in measured
                if place in finding["evidence"] and finding["target"].startswith(_GRADIENT) is is_gradient
            ),
            default=None,
        )
        for place in _PLACES
        for is_gradient in (False, True)
    )
    return Accuracy("holds" if is_stated else "not stated", errors)


def accuracy_table(rows: Mapping[str, Accuracy]) -> list[str]:
    """The lines of the table.

    >>> for line in accuracy_table({"relu.v1": Accuracy("holds", (0.0, 0.5, None, None))})[1:]:
    ...     print(line)
             derivative  forward  backward  forward, extreme  backward, extreme
    relu.v1  holds           0.0       0.5                 -                  -
    """
    width = max(map(len, rows))
    lines = [_TITLE, f"{'':<{width}}  {'  '.join(_HEADINGS)}"]
    for name, row in rows.items():
        cells = [f"{row.derivative:<{len(_HEADINGS[0])}}"]
        cells += [
            f"{'-' if error is None else format(error, '.1f'):>{len(heading)}}"
            for heading, error in zip(_HEADINGS[1:], row.errors, strict=True)
        ]
        lines.append(f"{name:<{width}}  {'  '.join(cells)}")
    return lines
