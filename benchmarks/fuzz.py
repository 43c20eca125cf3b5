"""Everything that people may write or hand in, in great numbers: is what is wrong told in a line?

    python benchmarks/fuzz.py --tables 10000 --notations 10000 --arguments 3000 --returned 3000

Prints, for each kind, how many were tried, how many ended otherwise than in a line of Ethan's own (a
traceback of ours), and how long the longest took, in seconds. What ended
otherwise is shown above it.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fuzz.arguments import ARGUMENTS, try_arguments
from fuzz.notations import NOTATIONS, try_notation
from fuzz.returned import RETURNED, try_returned
from fuzz.tables import TABLES, try_table

from ethan_core.arguments import shown

KINDS = {
    "tables": (TABLES, try_table),
    "notations": (NOTATIONS, try_notation),
    "arguments": (ARGUMENTS, try_arguments),
    "returned": (RETURNED, try_returned),
}
"""What is tried, and how."""


def measure(kind: str, count: int, start: int) -> tuple[int, int, float, list[str]]:
    """How many were tried, how many were not told in a line, the longest in seconds, and what they were."""
    strategy, attempt = KINDS[kind]
    tried, longest = 0, 0.0
    wrong: dict[str, str] = {}
    bad = 0

    @seed(start)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def one(example: object) -> None:
        nonlocal tried, longest, bad
        tried += 1
        begun = time.perf_counter()
        try:
            attempt(example)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) or type(error).__module__.startswith("hypothesis"):
                raise
            bad += 1
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            if where not in wrong:
                wrong[where] = f"{shown(example)}\n{traceback.format_exc()}"
        longest = max(longest, time.perf_counter() - begun)

    one()
    return tried, bad, longest, list(wrong.values())


def main() -> int:
    """Try them, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=200, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=0)
    given_counts = vars(parser.parse_args())
    warnings.simplefilter("ignore")
    failed = False
    rows = []
    for kind in KINDS:
        if not given_counts[kind]:
            continue
        tried, bad, longest, wrong = measure(kind, given_counts[kind], given_counts["seed"])
        for text in wrong:
            print(f"--- {kind}: {text}")
        rows.append(f"| {kind} | {tried} | {bad} | {longest:.2f} |")
        failed = failed or bad > 0
    print("| kind | tried | tracebacks of ours | longest, s |\n|---|---:|---:|---:|\n" + "\n".join(rows))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
