"""The corpus of hostile layers in `tests/hostile`, in one process, in two, and each in one of its own.

    python benchmarks/hostile.py [--every 1] [--checks gradient,shapes] [--ending-runs 20]

The first table, of all checks unless some are named: how many layers were tried; of how many that do not
pass the reason is told in a printable line of bounded length; whether everything else of the run is whole
(each item is told, and each good layer that stands between them passes), with and without pytest-timeout; in
one process, after how many the process is as it was, and a good layer is judged with the same bytes. The
second: runs in a row in which layers end their worker, or hang it. The third: what the boundary costs a
layer: calls, and CPU, with and without what keeps the process as it is.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.collection import HOSTILE
from hostile.specimen import Square
from hostile.witness import as_it_is

from ethan_check import check_layer
from ethan_check.engine.selection import choose_checks
from ethan_check.subject.execution import kept_process

HOME = Path(__file__).resolve().parents[1]
ENDED = ("determinism", "gradient", "shapes")
"""The checks of the layers that end what runs them: the first call is the last."""

LIMIT = 8
"""Seconds for a layer: ten times what a good one takes, and each that hangs costs as many."""

LONGEST = 600
"""Characters of a line."""

REGISTERED = """
from ethan_core import register
from hostile.collection import HOSTILE
from hostile.specimen import Square

for number, hostile in enumerate(HOSTILE[::{every}]):
    register(f"{{hostile.name.lower()}}.v1")(hostile.make)
    if number % 20 == 0:
        register(f"good{{number}}.v1")(type("Good", (Square,), {{}}))
"""

ENDING = """
import ctypes, os, signal, sys, time
from ethan_core import register
from hostile.specimen import Square, acting

def hang():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass

ACTS = {
    "abort": os.abort, "exit": lambda: os._exit(3), "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda: ctypes.string_at(0), "hang": hang, "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "become": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "close": lambda: os.closerange(0, 99),
}
for name, act in ACTS.items():
    for place in ("forward", "backward"):
        register(f"{name}-{place}.v1")(acting(place, act))
for number in range(8):
    register(f"good{number}.v1")(type("Good", (Square,), {}))
"""


WAYS = {"one process": ("-p", "no:xdist"), "-n 2": ("-n", "2"), "--ethan-isolate": ("--ethan-isolate",)}
TIMEOUTS = {"": ("-p", "no:timeout"), "--timeout=300": ("--timeout=300",)}
"""What a person adds to the command, and what pytest is given."""


def run(folder: Path, module: str, checks: list[str], *options: str) -> tuple[dict[str, Any], str]:
    """A run of pytest's on the layers of one module: its report, and what it printed."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    paths = (str(folder), str(HOME), str(HOME / "tests"), os.environ.get("PYTHONPATH", ""))
    arguments = ["--ethan-only", f"--ethan-layers={module}", f"--ethan-checks={','.join(checks)}"]
    printed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments, f"--ethan-report={report}", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return (json.loads(report.read_text()) if report.exists() else {"layers": []}), printed


def is_told(layer: dict[str, Any]) -> bool:
    """Whether a layer passes, or some check of it says why not, in a line that can be read."""
    if layer["verdict"] == "pass":
        return True
    texts = [check["text"] for check in layer["checks"] if check["verdict"] not in ("pass", "not asked")]
    firsts = [text.partition("\n")[0] for text in texts if text]
    return bool(firsts) and all(
        line.isprintable() and len(line) <= LONGEST and "Traceback" not in line for line in firsts
    )


def is_whole(layers: list[dict[str, Any]], printed: str, expected: int, checks: list[str]) -> bool:
    """Whether every layer has all its checks, and the good ones pass."""
    good = [layer for layer in layers if layer["name"].startswith("good")]
    return (
        len(layers) == expected
        and "INTERNALERROR" not in printed
        and all(layer["verdict"] == "pass" for layer in good)
        and all(len(layer["checks"]) == len(checks) for layer in layers)
    )


def of_runs(every: int, checks: list[str]) -> None:
    """The rows of whole runs."""
    chosen = HOSTILE[::every]
    expected = len(chosen) + len(range(0, len(chosen), 20))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "everything.py").write_text(REGISTERED.format(every=every))
        for (way, how), (timeout, limit) in itertools.product(WAYS.items(), TIMEOUTS.items()):
            begun = time.perf_counter()
            report, printed = run(folder, "everything", checks, *how, *limit)
            layers = report["layers"]
            hostile = [layer for layer in layers if not layer["name"].startswith("good")]
            for layer in hostile:
                if not is_told(layer):
                    print(f"--- {way} {timeout}: {layer['name']} is not told")
            told = sum(map(is_told, hostile))
            whole = "yes" if is_whole(layers, printed, expected, checks) else "NO"
            seconds = time.perf_counter() - begun
            print(f"| {way} {timeout} | {len(hostile)} | {told} | {whole} | | {seconds:.0f} |", flush=True)


def one_by_one(every: int, checks: list[str]) -> None:
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
        firsts = [finding.message.partition("\n")[0] for finding in report.findings]
        after = as_it_is()
        right = {
            "is restored": before == after,
            "leaves the same bytes": neighbour() == before_all,
            "is told": all(line.isprintable() and len(line) <= LONGEST for line in firsts),
        }
        if not all(right.values()):
            left = [part for part in before if before[part] != after[part]]
            print(f"--- {hostile.name}: {right}, {left}")
        restored += right["is restored"]
        same += right["leaves the same bytes"]
        told += right["is told"]
    seconds = time.perf_counter() - begun
    state = f"{restored} restored, {same} with the same bytes after"
    print(f"| check_layer | {len(chosen)} | {told} | yes | {state} | {seconds:.0f} |", flush=True)


def ending(count: int) -> None:
    """Runs in a row in which layers end, or hang, what runs them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ending.py").write_text(ENDING)
        print("\n| with layers that end or hang what runs them | runs | whole | all named |")
        print("|---|---:|---:|---:|")
        for how in (("-n", "2", "-p", "no:timeout"), ("-n", "2", f"--timeout={LIMIT}"), ("--ethan-isolate",)):
            whole = named = 0
            for _ in range(count):
                report, printed = run(folder, "ending", list(ENDED), f"--ethan-timeout={LIMIT}", *how)
                whole += is_whole(report["layers"], printed, 24, list(ENDED))
                bad = [layer for layer in report["layers"] if not layer["name"].startswith("good")]
                named += len(bad) == 16 and all(
                    layer["verdict"] == "error" and layer["remark"] in ("ended its process", "did not return")
                    for layer in bad
                )
            print(f"| {' '.join(how)} | {count} | {whole} | {named} |", flush=True)


def cost() -> None:
    """What the boundary costs."""
    from ethan_core.fn import Relu

    def measured() -> tuple[dict[str, int], float]:
        times = []
        for _ in range(9):
            begun = time.process_time()
            report = check_layer(Relu, cases=[{}])
            times.append(time.process_time() - begun)
        return dict(report.calls), min(times)

    measured()
    calls, seconds = measured()
    kept = kept_process.KeptProcess
    methods = kept.__enter__, kept.__exit__
    kept.__enter__ = lambda self: self  # type: ignore[method-assign]
    kept.__exit__ = lambda self, *about: None  # type: ignore[method-assign]
    try:
        without_calls, without = measured()
    finally:
        kept.__enter__, kept.__exit__ = methods  # type: ignore[method-assign]
    print("\n| the boundary | forward | backward | CPU, ms |\n|---|---:|---:|---:|")
    print(f"| with | {calls['forward']} | {calls['backward']} | {seconds * 1e3:.1f} |")
    print(f"| without | {without_calls['forward']} | {without_calls['backward']} | {without * 1e3:.1f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="take every so manieth layer")
    parser.add_argument("--checks", help="with commas between them; all by default")
    parser.add_argument("--ending-runs", type=int, default=20)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    cost()
    print(
        "\n| how | tried | told in a line | rest whole | state | s |\n|---|---:|---:|---|---|---:|",
        flush=True,
    )
    checks = given.checks.split(",") if given.checks else sorted(check.name for check in choose_checks(None))
    one_by_one(given.every, checks)
    of_runs(given.every, checks)
    if given.ending_runs:
        ending(given.ending_runs)


if __name__ == "__main__":
    main()
