"""How many of the planted bugs are caught, and by which check: `python benchmarks/detection.py [seed ...]`.

Prints the share caught by kind for every seed, and each bug that was missed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from zoo import load_zoo
from zoo.conventions import CONVENTIONS

from ethan_check import check_layer
from ethan_check.checks import builtin_checks

ORDER = ("gradient", "linearity", "state", "purity", "layout", "dtype")


def caught_by(cls: type, specimen: Any, seed: int) -> str | None:
    """The first check that fails on a layer, or None; the likeliest ones are asked first."""
    names = [check.name for check in builtin_checks()]
    for name in (*ORDER, *(name for name in names if name not in ORDER)):
        report = check_layer(
            cls, contract=specimen.contract, cases=specimen.cases, checks=(name,), seed=seed, shrink=False
        )
        if report.failures:
            return f"{name}:{report.failures[0].verdict}"
    return None


def main(seeds: list[int]) -> float:
    """Print the table; return the worst share of bugs caught over the seeds."""
    zoo = load_zoo()
    worst = 1.0
    for seed in seeds:
        started = time.perf_counter()
        total: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        by_check: Counter[str] = Counter()
        for specimen in (*zoo, *CONVENTIONS):
            false_alarm = caught_by(specimen.build(None), specimen, seed)
            if false_alarm:
                print(f"  FALSE ALARM {specimen.name}: {false_alarm}")
            for bug in specimen.bugs:
                found = caught_by(specimen.build(bug), specimen, seed)
                total[bug.kind] += 1
                by_check[str(found)] += 1
                if found is None or not found.endswith("fail"):
                    missed[bug.kind] += 1
                    planted = f"{bug.line!r} -> {bug.becomes!r} {bug.note}"
                    print(f"  {found or 'missed'}: {specimen.name} [{bug.kind}] {planted}")
        share = 1 - missed.total() / total.total()
        worst = min(worst, share)
        print(
            f"seed {seed}: caught {total.total() - missed.total()} of {total.total()} = {share:.2%} "
            f"in {time.perf_counter() - started:.0f} s, by {dict(by_check.most_common())}"
        )
        for kind, count in sorted(total.items()):
            print(f"  {kind:<18} {count - missed[kind]:>4} of {count:>4}")
    return worst


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [0, 1, 2])
