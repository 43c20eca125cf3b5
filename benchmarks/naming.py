"""How many of the planted mistakes are told by name: `python benchmarks/naming.py [-v] [seed ...]`.

Prints for each kind how many mistakes make a gradient wrong, of how many the message says what they look
like, and of how many it says at least where the wrong entries are. Whether a name is right, a person has to
read: `-v` prints each planted line with what was said of it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from zoo import load_zoo

from ethan_check import check_layer

PLACE = "only "
"""Begins what says where the wrong entries are, and not why."""


def said_of(cls: type, contract: object, cases: object, seed: int) -> list[str] | None:
    """What the wrong gradients of a layer look like; None where none is wrong."""
    report = check_layer(cls, contract=contract, cases=cases, checks=("gradient",), seed=seed)
    failing = [finding for finding in report.failures if finding.verdict == "fail"]
    if not failing:
        return None
    said = [text for finding in failing for text in finding.evidence.get("looks_like", ())]
    said += [finding.message.partition("\n")[0] for finding in failing if " is zero, but" in finding.message]
    return list(dict.fromkeys(said))


def main(seed: int, *, is_verbose: bool) -> None:
    """Print the table of one seed."""
    started = time.perf_counter()
    wrong: Counter[str] = Counter()
    named: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    for specimen in load_zoo():
        for bug in specimen.bugs:
            said = said_of(specimen.build(bug), specimen.contract, specimen.cases, seed)
            if said is None:
                continue
            wrong[bug.kind] += 1
            named[bug.kind] += any(not text.startswith(PLACE) for text in said)
            placed[bug.kind] += bool(said)
            if is_verbose:
                print(
                    f"{specimen.name} [{bug.kind}] {bug.line!r} -> {bug.becomes!r}: {'; '.join(said) or '-'}"
                )
    print(f"seed {seed}, {time.perf_counter() - started:.0f} s")
    print(f"  {'kind':<18} {'wrong':>12} {'named':>6} {'named or placed':>16}")
    for kind, count in sorted(wrong.items()):
        print(f"  {kind:<18} {count:>12} {named[kind]:>6} {placed[kind]:>16}")
    total = wrong.total()
    print(f"  {'all':<18} {total:>12} {named.total() / total:>6.0%} {placed.total() / total:>16.0%}")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    for one in [int(text) for text in arguments if text != "-v"] or [0]:
        main(one, is_verbose="-v" in arguments)
