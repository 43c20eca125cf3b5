"""How many of the planted mistakes are named, and how many names are right.

    python benchmarks/naming.py [-v] [--sample=K/M] [--zoo=old|new|unseen] [seed ...]

Every bug of tests/zoo and of tests/zoo/modern is checked; of those that fail it prints by class: how many
failures there are, how many are named, how many names are given and how many of them are right. A failure is
named by a diagnosis, or by a check whose own message states the mistake. Where wrong entries stand, and
nothing more, is no name. What is right for a class stands in `naming_kinds`: a coarse test, so `-v` prints
every planted line with its names, those that are wrong marked, for a person to read. `--sample=K/M` takes
every M-th bug, from the K-th on. `unseen` are layers that nobody wrote a diagnosis for.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from naming_kinds import BY_CHECK, RIGHT
from unseen import load_unseen
from zoo import load_zoo
from zoo.modern import load_modern

from ethan_check import Report, check_layer
from ethan_check.telling.failures import SAME_AS

PLACE = "only "
"""Begins what says where the wrong entries are, and not why."""

STATED = ("is documented", "a tie does not go", "has shape", "is NaN", "is missing", "expected")
"""Parts of headlines of the gradient check that state the mistake by themselves."""

ZOOS = {"old": load_zoo(), "new": load_modern(), "unseen": load_unseen()}

Name = tuple[str, bool]
"""What was said, and whether it is right."""


def report_on(zoo: str, specimen: Any, bug: Any, seed: int) -> Report:
    """The gradient alone, as it names most; every check where it does not fail, or another has the word."""
    cls = specimen.build(bug)
    if zoo == "old":
        ask = partial(check_layer, cls, contract=specimen.contract, cases=specimen.cases, seed=seed)
    else:
        ask = partial(check_layer, cases=partial(specimen.draw, cls), seed=seed, **specimen.options)
    report = ask(checks=("gradient",))
    # What is about no formula is for other checks to say: who runs Ethan runs them all.
    is_named = report.verdict == "fail" and (bug.kind not in BY_CHECK or names(report, bug.kind))
    return report if is_named else ask()


def names(report: Report, kind: str) -> list[Name]:
    """The first name of every failing finding."""
    found: list[Name] = []
    for finding in report.failures:
        if finding.verdict != "fail" or SAME_AS in finding.evidence:
            continue  # What another check says is told there.
        if finding.check != "gradient":
            found.append((finding.check, finding.check in BY_CHECK.get(kind, {finding.check})))
            continue
        codes: Any = finding.evidence.get("codes", {})
        said: Any = [text for text in finding.evidence.get("looks_like", ()) if not text.startswith(PLACE)]
        headline = finding.message.partition("\n")[0]
        if said:
            found.append((f"{said[0]} [{codes.get(said[0], '')}]", codes.get(said[0], "") in RIGHT[kind]))
        elif any(part in headline for part in STATED):
            found.append((headline, kind not in ("state", "dtype")))
    return list(dict.fromkeys(found))


def judged(job: tuple[str, int, int, int]) -> tuple[str, str, str, str, list[Name]]:
    """Zoo, class, what was planted, the verdict, and the names."""
    zoo, place, number, seed = job
    specimen = ZOOS[zoo][place]
    bug = specimen.bugs[number]
    line = f"{specimen.name}: {bug.line} -> {bug.becomes}"
    try:
        report = report_on(zoo, specimen, bug, seed)
    except Exception as error:
        return zoo, bug.kind, line, f"raised {type(error).__name__}", []
    return zoo, bug.kind, line, report.verdict, names(report, bug.kind)


def table(rows: list[tuple[str, str, str, str, list[Name]]], zoo: str) -> list[str]:
    """Failures, named failures, names and right names, by class."""
    counts: dict[str, Counter[str]] = {}
    for where, kind, _, verdict, found in rows:
        if where != zoo or verdict != "fail":
            continue
        for key in (kind, "all"):
            one = counts.setdefault(key, Counter())
            one["failures"] += 1
            one["named"] += bool(found)
            one["names"] += len(found)
            one["right"] += sum(right for _, right in found)
    lines = [f"{zoo:<20}{'failures':>9}{'named':>12}{'names':>7}{'right':>12}"]
    for kind, one in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        named, right = one["named"] / one["failures"], one["right"] / max(one["names"], 1)
        lines.append(
            f"  {kind:<18}{one['failures']:>9}{one['named']:>6} {named:>5.0%}{one['names']:>7}"
            f"{one['right']:>6} {right:>5.0%}"
        )
    return lines


def main(arguments: list[str]) -> None:
    """Print the tables of every seed."""
    options = dict(one.removeprefix("--").split("=") for one in arguments if one.startswith("--"))
    first, step = (int(part) for part in options.get("sample", "0/1").split("/"))
    zoos = [options["zoo"]] if "zoo" in options else list(ZOOS)
    for seed in [int(one) for one in arguments if one.isdigit()] or [0]:
        started = time.perf_counter()
        jobs = [
            (zoo, place, number, seed)
            for zoo in zoos
            for place, specimen in enumerate(ZOOS[zoo])
            for number in range(len(specimen.bugs))
        ][first::step]
        with multiprocessing.Pool() as pool:
            rows = pool.map(judged, jobs, chunksize=4)
        for _, kind, line, verdict, found in rows if "-v" in arguments else ():
            told = "; ".join(f"{'' if right else 'WRONG '}{text}" for text, right in found)
            print(f"{line} [{kind}] {verdict}: {told or '-'}")
        print(f"seed {seed}, {len(jobs)} bugs, {time.perf_counter() - started:.0f} s")
        print("\n".join(line for zoo in zoos for line in table(rows, zoo)))


if __name__ == "__main__":
    main(sys.argv[1:])
