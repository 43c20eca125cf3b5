"""How far forward and backward are from what is documented, and what it costs to know.

`python benchmarks/formula_accuracy.py [seed ...]` makes the three judgements of every component on two
processes. It prints the table that `pytest --ethan-check -v` prints, with the worst of all seeds, and the
time that each seed took, on the clock and of the processors.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

os.environ.setdefault("OMP_NUM_THREADS", "1")

import ethan_core.reference  # noqa: F401  (registers the components)
from ethan_check.engine.entries import check_entry
from ethan_check.pytest_plugin.accuracy_table import Accuracy, accuracy_of, accuracy_table
from ethan_core.registry import default_registry

SEEDS = (0, 1, 2)
SLOWEST_FIRST = ("softmax.v1", "conv2d.v1", "softmax_cross_entropy.v1")
PROCESSES = 2


def judged(name: str, seed: int) -> tuple[Accuracy | None, float]:
    """One component's row for one seed, None where it documents no formula; and the seconds spent."""
    start = time.process_time()
    report = check_entry(default_registry.get(name), checks=["formula"], seed=seed, shrink=False)
    row = accuracy_of([finding.to_json() for finding in report.findings])
    return row, time.process_time() - start


def worst(one: Accuracy | None, other: Accuracy) -> Accuracy:
    """The larger errors of two rows, and a failure of either."""
    if one is None or "fails" in (one.derivative, other.derivative):
        return other if one is None or other.derivative == "fails" else one
    pairs = zip(one.errors, other.errors, strict=True)
    larger = (max((error for error in pair if error is not None), default=None) for pair in pairs)
    return Accuracy(other.derivative, tuple(larger))


def main(seeds: tuple[int, ...]) -> None:
    """Print the table and the times."""
    names = default_registry.names()
    order = sorted(names, key=lambda name: (name not in SLOWEST_FIRST, name))
    rows: dict[str, Accuracy] = {}
    times = []
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(judged, ["relu.v1"] * PROCESSES, [0] * PROCESSES))  # Imports what a check imports.
        for seed in seeds:
            start, spent = time.perf_counter(), 0.0
            for name, (row, seconds) in zip(order, pool.map(judged, order, [seed] * len(order)), strict=True):
                spent += seconds
                if row is not None:
                    rows[name] = worst(rows.get(name), row)
            took = time.perf_counter() - start
            times.append(f"seed {seed} took {took:.1f} s, {spent:.1f} s of processors")
    print("\n".join(accuracy_table(dict(sorted(rows.items())))))
    print(f"{len(rows)} components on {PROCESSES} processes: {'; '.join(times)}")


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or SEEDS)
