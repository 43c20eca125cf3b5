"""The corpus of hostile layers in `tests/hostile`, in one process, in two, and each in one of its own.

    python benchmarks/hostile.py                                      about 40 minutes on two idle cores
    python benchmarks/hostile.py --every 16                           about 3 minutes
    python benchmarks/hostile.py --way=--ethan-isolate --limit=none   one row of the table

Of all checks unless some are named: how many layers were tried; of how many that do not pass the reason is
told in a printable line of bounded length; whether everything else of the run is whole (each item is told,
and each good layer that stands between them passes), with and without pytest-timeout; in one process, after
how many the process is as it was, and a good layer is judged with the same bytes. What is not as it should be
is printed above its row.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.collection import HOSTILE
from hostile.specimen import Square
from hostile.witness import as_it_is
from hostile_runs import TIMEOUTS, WAYS, is_told, is_told_in_a_line, is_whole, run

from ethan_check import check_layer
from ethan_check.engine.selection import choose_checks

REGISTERED = """
from ethan_core import register
from hostile.collection import HOSTILE
from hostile.specimen import Square

for number, hostile in enumerate(HOSTILE[::{every}]):
    register(f"{{hostile.name.lower()}}.v1")(hostile.make)
    if number % 20 == 0:
        register(f"good{{number}}.v1")(type("Good", (Square,), {{}}))
"""

ONE_BY_ONE = "check_layer"
LIMITS = {"none": "", "pytest-timeout": "--timeout=300"}


def of_a_run(way: str, timeout: str, every: int, checks: list[str]) -> bool:
    """The row of a whole run; whether all is as it should be."""
    chosen = HOSTILE[::every]
    expected = len(chosen) + len(range(0, len(chosen), 20))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "everything.py").write_text(REGISTERED.format(every=every))
        begun = time.perf_counter()
        report, printed = run(folder, "everything", checks, *WAYS[way], *TIMEOUTS[timeout])
    layers = report["layers"]
    hostile = [layer for layer in layers if not layer["name"].startswith("good")]
    for layer in hostile:
        if not is_told(layer):
            print(f"--- {way} {timeout}: {layer['name']} is not told")
    told = sum(map(is_told, hostile))
    whole = is_whole(layers, printed, expected, checks)
    if not whole:
        print(f"--- {way} {timeout}: {len(layers)} of {expected} layers\n{printed[-3000:]}")
    seconds = time.perf_counter() - begun
    row = f"| {way} {timeout} | {len(hostile)} | {told} | {'yes' if whole else 'NO'} | | {seconds:.0f} |"
    print(row, flush=True)
    return whole and told == len(chosen)


def one_by_one(every: int, checks: list[str]) -> bool:
    """The row of calls in this process: what is left behind, and what a good layer is judged afterwards."""
    import threading

    def neighbour() -> str:
        return json.dumps(check_layer(Square, cases=[{}], checks=checks).to_json(), sort_keys=True)

    before_all, restored, same, told, begun = neighbour(), 0, 0, 0, time.perf_counter()
    chosen = HOSTILE[::every]
    for hostile in chosen:
        for thread in threading.enumerate():
            if thread.name == "hostile":
                thread.join()
        before = as_it_is()
        report = check_layer(hostile.make, cases=[{}], name=hostile.name, checks=checks, shrink=False)
        after = as_it_is()
        right = {
            "is restored": before == after,
            "leaves the same bytes": neighbour() == before_all,
            "is told": is_told_in_a_line([finding.message for finding in report.findings]),
        }
        if not all(right.values()):
            left = [part for part in before if before[part] != after[part]]
            print(f"--- {hostile.name}: {right}, {left}")
        restored += right["is restored"]
        same += right["leaves the same bytes"]
        told += right["is told"]
    seconds = time.perf_counter() - begun
    state = f"{restored} restored, {same} with the same bytes after"
    print(f"| {ONE_BY_ONE} | {len(chosen)} | {told} | yes | {state} | {seconds:.0f} |", flush=True)
    return restored == same == told == len(chosen)


def main() -> int:
    """Print the table; what it returns is how many of its rows are not as they should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="take every so manieth layer")
    parser.add_argument("--checks", help="with commas between them; all by default")
    parser.add_argument("--way", action="append", choices=[ONE_BY_ONE, *WAYS], help="all by default")
    parser.add_argument("--limit", action="append", choices=LIMITS, help="both by default")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    checks = given.checks.split(",") if given.checks else sorted(check.name for check in choose_checks(None))
    ways, limits = given.way or [ONE_BY_ONE, *WAYS], given.limit or list(LIMITS)
    head = "| how | tried | told in a line | rest whole | state | s |\n|---|---:|---:|---|---|---:|"
    print(head, flush=True)
    wrong = 0
    for way in ways:
        if way == ONE_BY_ONE:
            wrong += not one_by_one(given.every, checks)
            continue
        for limit in limits:
            wrong += not of_a_run(way, LIMITS[limit], given.every, checks)
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main()))
