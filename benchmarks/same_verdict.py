"""Does a verdict depend on the seed? `python benchmarks/same_verdict.py [--seeds 20] [--from 0] [--only X]`.

Every layer of both zoos, correct and with each of its planted bugs, under many seeds: what does not get the
same verdict under all of them is printed, with how often it gets which. A correct layer is asked everything
in one run; of one with a bug checks are asked one after the other, the likeliest first, until one fails: the
others cannot take that back.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from detection import ORDER
from zoo import load_zoo
from zoo.conventions import CONVENTIONS
from zoo.modern import load_modern

from ethan_check import Report, check_layer
from ethan_check.checks import builtin_checks
from ethan_check.result import worst

Asked = Callable[..., Report]
"""The report of some checks, by name, on one layer."""

OLD, MODERN = (*load_zoo(), *CONVENTIONS), load_modern()
NAMES = [check.name for check in builtin_checks()]
IN_TURN = (*ORDER, *(name for name in NAMES if name not in ORDER))


def verdict_of(asked: Asked) -> str:
    """The verdict on one layer: `fail` as soon as a check fails, or else the gravest of all."""
    seen = []
    for name in IN_TURN:
        verdicts = {finding.verdict for finding in asked(name).findings}
        if "fail" in verdicts:
            return "fail"
        seen += verdicts
    return worst(seen)


def old(at: int, seed: int) -> dict[str, str]:
    """The verdicts on one layer of the older zoo and on its bugs."""
    specimen, found = OLD[at], {}
    for bug in (None, *specimen.bugs):
        options = {"contract": specimen.contract, "cases": specimen.cases, "seed": seed, "shrink": False}
        asked = partial(_asked, specimen.build(bug), **options)
        if bug is None:
            found[f"{specimen.name}: correct"] = asked(*NAMES).verdict
            continue
        found[f"{specimen.name}: {bug.line} -> {bug.becomes}"] = verdict_of(asked)
    return found


def modern(at: int, seed: int) -> dict[str, str]:
    """The verdicts on one modern layer and on its bugs."""
    specimen, found = MODERN[at], {}
    for bug in (None, *specimen.bugs):
        rule = partial(specimen.draw, specimen.build(bug))
        asked = partial(_asked, cases=rule, seed=seed, shrink=False, **specimen.options)
        if bug is None:
            found[f"{specimen.name}: correct"] = asked(*NAMES).verdict
            continue
        found[f"{specimen.name}: {bug.line} -> {bug.becomes}"] = verdict_of(asked)
    return found


def _asked(*args: object, **options: object) -> Report:
    layer = [argument for argument in args if not isinstance(argument, str)]
    return check_layer(*layer, checks=args[len(layer) :], **options)


def job(which: tuple[str, int, int]) -> dict[str, str]:
    """One layer, its bugs, and one seed."""
    zoo, at, seed = which
    return {"old": old, "modern": modern}[zoo](at, seed)


def main() -> int:
    """Print what the seed decides; how much that is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--only", choices=("old", "modern"))
    parser.add_argument("--processes", type=int)
    options = parser.parse_args()
    sizes = {"old": len(OLD), "modern": len(MODERN)}
    jobs = [
        (zoo, at, seed)
        for seed in range(options.first, options.first + options.seeds)
        for zoo, size in sizes.items()
        if options.only in (None, zoo)
        for at in range(size)
    ]
    verdicts: dict[str, Counter[str]] = {}
    with multiprocessing.Pool(options.processes) as pool:
        for done, found in enumerate(pool.imap(job, jobs), start=1):
            for name, verdict in found.items():
                verdicts.setdefault(name, Counter())[verdict] += 1
            if done % 50 == 0:
                print(f"  {done} of {len(jobs)}", file=sys.stderr, flush=True)
    for name, counts in verdicts.items():
        if len(counts) > 1:
            print(f"  {dict(counts)}  {name}")
    deserved = {f"{s.name}: {bug.line} -> {bug.becomes}": bug.told for s in (*OLD, *MODERN) for bug in s.bugs}
    for name, counts in verdicts.items():
        expected = deserved.get(name, "pass")
        if set(counts) - {expected} and len(counts) == 1:
            print(f"  always {next(iter(counts))}  {name}")
    differing = sum(len(counts) > 1 for counts in verdicts.values())
    print(f"{len(verdicts)} layers and bugs, {options.seeds} seeds: {differing} not always the same verdict")
    return differing


if __name__ == "__main__":
    sys.exit(bool(main()))
