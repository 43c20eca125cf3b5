"""What a gradient check costs: calls and time against the number of entries, and beside torch gradcheck.

    python benchmarks/cost.py                 about 3 minutes on one core
    python benchmarks/cost.py --largest 4     up to 1e4 entries only: about 1 minute

Four tables: one gradient check of layers with 1e2 to 1e6 entries (calls of the layer's own forward and
backward, everything included; time also relative to one forward and one backward; the certificate; how
many of five random entries, wrong by two and by ten times the certificate, are caught); the check of one
case beside torch's fast gradcheck of the same function; a whole verification at default settings beside
torch's slow gradcheck on three cases; and the same with 1,000 entries beside the slow gradcheck on one
case. Times of two sides are taken by turns, and are medians. The last three need torch.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

from points import make_layer, typical_draw  # first: sets up paths and threads

import numpy as np  # isort: skip
from checkers import load_checkers
from cost_curve import Cost, by_turns, cost_of, judged, sized
from zoo import load_zoo
from zoo.draws import Draw, draw
from zoo.specimen import Specimen

from ethan_check import check_layer
from ethan_check.numerics.tolerances.sizes import LARGEST_AXIS as LARGEST_SIZE
from ethan_core.case import Case

__all__ = ["main", "one_case_against", "thousand_against", "whole_against"]

MOST_FORWARD_CALLS = 22


def _three_cases(specimen: Specimen) -> list[Draw]:
    """Draws of sizes like those of Ethan's own cases."""
    rng = np.random.default_rng(0)
    cases = [specimen.cases[position % len(specimen.cases)] for position in range(3)]
    return [draw(specimen, kwargs, "typical", rng, largest=LARGEST_SIZE) for kwargs in cases]


Pair = tuple[str, Callable[[], Any], Callable[[], Any]]


def one_case_against(torch_fast: Any, zoo: Sequence[Specimen]) -> Iterator[Pair]:
    """The check of one case, and torch's fast gradcheck of the same."""
    for specimen in zoo:
        some = typical_draw(specimen)
        yield (
            specimen.name,
            lambda specimen=specimen, some=some: judged(specimen, specimen.cls, some),
            lambda specimen=specimen, some=some: torch_fast.verdict(specimen, specimen.cls, some, 0),
        )


def whole_against(torch_slow: Any, zoo: Sequence[Specimen]) -> Iterator[Pair]:
    """A whole verification, and torch's slow gradcheck on three cases."""
    for specimen in zoo:
        cases = _three_cases(specimen)
        yield (
            specimen.name,
            lambda specimen=specimen: check_layer(
                specimen.cls, contract=specimen.contract, cases=specimen.cases, shrink=False
            ),
            lambda specimen=specimen, cases=cases: [
                torch_slow.verdict(specimen, specimen.cls, some, 0) for some in cases
            ],
        )


def thousand_against(torch_slow: Any) -> Iterator[Pair]:
    """A whole verification that starts from 1,000 entries, and torch's slow gradcheck on those."""
    for specimen, some in sized(1000):
        case = Case(make_layer(specimen.cls, some), some.inputs)
        yield (
            specimen.name,
            lambda specimen=specimen, case=case: check_layer(
                cases=case, contract=specimen.contract, shrink=False
            ),
            lambda specimen=specimen, some=some: torch_slow.verdict(specimen, specimen.cls, some, 0),
        )


def main(arguments: Sequence[str] | None = None) -> list[Cost]:
    """Measure and print; give back the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--largest", type=int, default=6, help="the power of ten at which the curve ends")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--every", type=int, default=1, help="take every n-th layer of the zoo")
    parser.add_argument("--layers", action="store_true", help="print the ratios of single layers too")
    chosen = parser.parse_args(arguments)
    costs = []
    print("| layer | entries | forward | backward | check | relative | certificate | caught | verdict |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for power in range(2, chosen.largest + 1):
        for specimen, some in sized(10**power):
            cost = cost_of(specimen, some, 5 if power < 6 else 3)
            costs.append(cost)
            print(
                f"| {cost.layer} | {cost.entries:,} | {cost.forward} | {cost.backward} "
                f"| {1e3 * cost.seconds:.3g} ms | {cost.relative:.0f} | {cost.certificate:.1e} "
                f"| {', '.join(map(str, cost.caught))} of {cost.tried} | {cost.verdict} |",
                flush=True,
            )
    most = max(cost.forward for cost in costs)
    print(
        f"\nat most {most} forward calls, {'within' if most <= MOST_FORWARD_CALLS else 'ABOVE'} "
        f"the limit of {MOST_FORWARD_CALLS}\n"
    )
    checkers, missing = load_checkers(("torch_gradcheck",))
    print(*missing, sep="\n")
    if checkers:
        slow, fast = checkers
        zoo = load_zoo()[:: chosen.every]
        print("| Ethan | torch | layers | ratio, median | ratio of the sums | faster in | median times |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        comparisons = (
            ("gradient of one case", "fast gradcheck, one case", one_case_against(fast, zoo), chosen.rounds),
            ("whole verification", "slow gradcheck, three cases", whole_against(slow, zoo), 3),
            ("whole verification, 1,000 entries", "slow gradcheck, one case", thousand_against(slow), 1),
        )
        for ours, theirs, pairs, rounds in comparisons:
            _compare(ours, theirs, pairs, rounds, chosen.layers)
    return costs


def _compare(ours: str, theirs: str, pairs: Iterator[Pair], rounds: int, show: bool) -> None:
    seconds = {}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for name, mine, other in pairs:
            seconds[name] = by_turns(mine, other, rounds)
    ratios = {name: mine / other for name, (mine, other) in seconds.items()}
    together = sum(mine for mine, _ in seconds.values()) / sum(other for _, other in seconds.values())
    faster = sum(ratio < 1 for ratio in ratios.values())
    times = " and ".join(f"{1e3 * median(pair[side] for pair in seconds.values()):.3g} ms" for side in (0, 1))
    print(
        f"| {ours} | {theirs} | {len(ratios)} | {median(ratios.values()):.2f} | {together:.2f} "
        f"| {faster} of {len(ratios)} "
        f"| {times} |",
        flush=True,
    )
    if show:
        for name, ratio in sorted(ratios.items(), key=lambda item: -item[1]):
            print(f"  {name}: {ratio:.2f} ({1e3 * seconds[name][0]:.3g} and {1e3 * seconds[name][1]:.3g} ms)")


if __name__ == "__main__":
    main()
