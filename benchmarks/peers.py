"""Ethan beside the checkers that people use, on the same bugs, layers and inputs, in one run.

    python benchmarks/peers.py             one typical point for each bug: about 9 minutes on one core
    python benchmarks/peers.py --cases 12  the same, and twelve varied points for each bug: about 20 minutes
    python benchmarks/peers.py --quick     every sixth bug, fewer points: about a minute

Needs `pip install torch jax autograd scipy numdifftools` for the peers; one that is missing is left out.
Every peer runs as a typical user runs it: at default tolerances, with the numpy layer wrapped as its
documentation says, and with parameters as arguments like any other. What the columns mean:

* bugs caught: where the checker is content with the correct layer and not with the bug at the same point.
  "12 cases": at one of twelve varied points. Ethan at its defaults draws its own 24 cases.
* false alarms: the share of points at which it calls a correct layer wrong, for inputs drawn from
  continuous distributions, and for layers with a kink or a tie at or near (1e-1 to 1e-12) one.
* resolves: the smallest power of ten by which one random entry of one gradient may be wrong, relative
  to itself, and be caught in at least 90% of the layers.
* calls: of forward and backward for one point of a layer (for Ethan's defaults: the whole verification),
  the median over the layers; time: relative to one forward and one backward of the layer, median.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from points import has_kink, kinked_draws, ordinary_draws  # first: sets up paths and threads

from checkers import Checker, load_checkers  # isort: skip
from peer_measures import Alarms, Caught, alarms, calls_of, caught, own_time, resolution, time_of
from zoo import load_zoo
from zoo.conventions import CONVENTIONS
from zoo.draws import Draw
from zoo.specimen import KINDS, Bug, Specimen

__all__ = ["Row", "main", "measured", "tables"]

Points = list[tuple[Specimen, Draw]]


@dataclass
class Row:
    """All that was measured of one checker."""

    name: str
    caught: Caught
    varied: Caught | None
    ordinary: Alarms
    kinked: Alarms
    resolution: dict[int, float]
    calls: tuple[float, float]
    time: float
    seconds: float


def measured(
    checker: Checker,
    zoo: Sequence[Specimen],
    bugs: Sequence[tuple[Specimen, Bug]],
    points: tuple[Points, Points],
    cases: int,
    seed: int,
) -> Row:
    """Measure one checker."""
    start = time.perf_counter()
    ratios = [time_of(checker, specimen, seed) / own_time(specimen, seed) for specimen in zoo]
    return Row(
        checker.name,
        caught(checker, bugs, 1, seed),
        caught(checker, bugs, cases, seed) if cases > 1 and not checker.whole else None,
        alarms(checker, points[0], seed),
        alarms(checker, points[1], seed),
        resolution(checker, zoo, seed),
        calls_of(checker, zoo, seed),
        median(ratios),
        time.perf_counter() - start,
    )


def tables(rows: Sequence[Row], cases: int) -> str:
    """Two tables in markdown: everything, and the bugs caught by kind."""
    many = [f"bugs caught, {cases} cases"] if cases > 1 else []
    head = ["checker", "bugs caught", *many, "false alarms, ordinary", "false alarms, near a kink"]
    head += ["resolves", "calls forward / backward", "time"]
    lines = [_line(head), _line(["---"] * len(head))]
    for row in rows:
        more = [_percent(row.varied.share) if row.varied else ""] if cases > 1 else []
        lines.append(
            _line(
                [
                    row.name,
                    _percent(row.caught.share),
                    *more,
                    _alarms(row.ordinary),
                    _alarms(row.kinked),
                    _resolved(row.resolution),
                    f"{row.calls[0]:g} / {row.calls[1]:g}",
                    f"{row.time:.3g}",
                ]
            )
        )
    kinds = [kind for kind in KINDS if any(kind in row.caught.total for row in rows)]
    lines += ["", _line(["bugs caught", *kinds]), _line(["---"] * (len(kinds) + 1))]
    for row in rows:
        for label, found in ((row.name, row.caught), (f"{row.name}, {cases} cases", row.varied)):
            if found is not None:
                shares = [found.caught.get(kind, 0) / found.total[kind] for kind in kinds]
                lines.append(_line([label, *(_percent(share) for share in shares)]))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _alarms(found: Alarms) -> str:
    text = f"{_percent(found.false / max(1, found.points))} ({found.false} of {found.points})"
    if found.inconclusive:
        text += f", inconclusive {_percent(found.inconclusive / found.points)}"
    if found.raised:
        text += f", raised {_percent(found.raised / found.points)}"
    return text


def _resolved(shares: dict[int, float]) -> str:
    reached = 0
    for before, decade in pairwise([0, *shares]):
        if shares[decade] < 0.9 or decade != before + 1:
            break
        reached = decade
    return f"1e-{reached}" if reached else "nothing"


def main(arguments: Sequence[str] | None = None) -> list[Row]:
    """Measure all checkers, print the tables, and give back what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every sixth bug and fewer points")
    parser.add_argument("--cases", type=int, default=1, help="varied points for each bug")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=(), help="modules of the folder checkers")
    parser.add_argument("--every", type=int, help="take every n-th bug, and every n-th point")
    parser.add_argument("--details", action="store_true", help="list misses and false alarms by layer")
    chosen = parser.parse_args(arguments)
    every = chosen.every or (6 if chosen.quick else 1)

    zoo = load_zoo()
    correct = (*zoo, *CONVENTIONS)
    bugs = [(specimen, bug) for specimen in zoo for bug in specimen.bugs][::every]
    ordinary = [(layer, some) for layer in correct for some in ordinary_draws(layer, 2, chosen.seed)]
    kinked = [
        (layer, some) for layer in correct if has_kink(layer) for some in kinked_draws(layer, 5, chosen.seed)
    ]
    points = ordinary[::every], kinked[::every]
    checkers, missing = load_checkers(tuple(chosen.only))
    layers = zoo[:: 3 if every > 1 else 1]
    print(
        f"{len(bugs)} bugs in {len(zoo)} layers; {len(points[0])} ordinary points of {len(correct)} correct "
        f"layers, {len(points[1])} points at or near a kink; resolution, calls and time: {len(layers)} layers"
    )
    print(*missing, "", sep="\n")
    rows = []
    for checker in checkers:
        thin = 3 if chosen.quick and checker.slow else 1
        if thin > 1:
            print(f"{checker.name}: every {thin}rd of these bugs, points and layers, for it is slow")
        few = bugs[::thin], (points[0][::thin], points[1][::thin])
        row = measured(checker, layers[::thin], *few, chosen.cases, chosen.seed)
        rows.append(row)
        print(
            f"{row.name}: {row.seconds:.0f} s, not applicable {row.caught.not_applicable}, "
            f"caught by raising {row.caught.raised}",
            flush=True,
        )
        if chosen.details:
            _details(row)
    print(f"\n{tables(rows, chosen.cases)}")
    return rows


def _details(row: Row) -> None:
    print(f"  false alarms or undecided, ordinary {row.ordinary.layers}, near a kink {row.kinked.layers}")
    print(f"  resolved {row.resolution}")
    if len(row.caught.missed) < 30:
        for name, bug in row.caught.missed:
            print(f"  missed {name} [{bug.kind}] {bug.line!r} -> {bug.becomes!r}")


if __name__ == "__main__":
    main()
