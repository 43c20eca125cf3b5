"""How far forward and backward are from what is documented.

`python benchmarks/formula_accuracy.py [seed ...]` prints, for every component, the worst error in units
in the last place of the condition-scaled truth: at ordinary inputs (up to about 100), and at inputs up to
1e4 and the ends of the domain.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

import ethan_core.reference  # noqa: F401  (registers the components)
from ethan_check.checks.formula import FormulaCheck
from ethan_check.engine import check_entry
from ethan_check.result import Finding
from ethan_check.witness.session import Session
from ethan_core.registry import Entry, default_registry

HEADINGS = ("component", "forward", "backward", "forward, extreme", "backward, extreme")


class Recorder(FormulaCheck):
    """The formula check, remembering the worst error of every comparison."""

    def __init__(self) -> None:
        self.worst: defaultdict[tuple[str, bool], float] = defaultdict(float)

    def _findings(self, session: Session, extreme: bool) -> Iterator[Finding]:
        for comparison in session.comparisons:
            key = (comparison.target, extreme)
            self.worst[key] = max(self.worst[key], comparison.worst_ulps)
        yield from super()._findings(session, extreme)


def row(entry: Entry, seeds: list[int]) -> list[str] | None:
    """The worst errors of one component; None where it documents no formula."""
    recorder = Recorder()
    for seed in seeds:
        report = check_entry(entry, checks=[recorder], seed=seed, shrink=False)
        if report.not_applicable:
            return None
        if report.failures:
            return [entry.name, *["fails"] * 4]
    cells = [
        max(
            (
                ulps
                for (target, far), ulps in recorder.worst.items()
                if far is extreme and (target == "Y") is forward
            ),
            default=0.0,
        )
        for extreme in (False, True)
        for forward in (True, False)
    ]
    return [entry.name, *(f"{cell:.1f}" for cell in cells)]


def main(seeds: list[int]) -> None:
    """Print the table."""
    print(f"| {' | '.join(HEADINGS)} |")
    print("|---|---|---|---|---|")
    for entry in default_registry:
        found = row(entry, seeds)
        if found is not None:
            print(f"| {' | '.join(found)} |", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [0, 1, 2])
