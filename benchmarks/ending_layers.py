"""Layers that end what runs them, or hang it, again and again: does any run lose anything?

    python benchmarks/ending_layers.py [--runs 20]

In each run stand layers that end their process or never return, one for each way below, among good ones: by
turns in the constructor, in forward and in backward, so that three runs have all. Prints for `-n 2`, the same
with pytest-timeout, and `--ethan-isolate`: how many runs; in how many each item of each layer is told and the
good layers pass; in how many each of those layers is an error that says so. What is missing is printed above
its row.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hostile_runs import is_told, is_whole, run

CHECKS = ("determinism", "gradient", "shapes")
"""The first call of such a layer is its last: more checks are told the same."""

LIMIT = 5
"""Seconds for a layer: twenty times what a good one takes, and each that hangs costs as many."""

GOOD = 8

LAYERS = """
import ctypes, os, resource, signal, sys, threading, time
from ethan_core import register
from hostile.specimen import PLACES, Square, acting

def hang():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass

def hang_in(kind):
    def pause():
        while True:  # Signals end each call.
            kind(None).pause()

    return pause

def overflow():
    def deeper(x):
        return sorted([x], key=deeper)

    sys.setrecursionlimit(10**6)
    threading.stack_size(2**15)
    thread = threading.Thread(target=deeper, args=(0,))
    thread.start()
    thread.join()

def signalled(name):
    return lambda: os.kill(os.getpid(), getattr(signal, name))

def from_a_thread():
    thread = threading.Thread(target=os._exit, args=(5,))
    thread.start()
    thread.join()

def later():
    signal.signal(signal.SIGALRM, lambda *about: os._exit(6))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(60)

def busy():
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass

def group():
    os.setsid() if os.getpgid(0) != os.getpid() else None
    os.killpg(0, signal.SIGKILL)

ENDS = {
    "abort": os.abort, "exit": lambda: os._exit(3), "exit-as-if-good": lambda: os._exit(0),
    "kill": signalled("SIGKILL"), "terminate": signalled("SIGTERM"), "segfault": signalled("SIGSEGV"),
    "floating-point-signal": signalled("SIGFPE"), "time-signal": signalled("SIGXCPU"),
    "crash": lambda: ctypes.string_at(0), "write-to-nowhere": lambda: ctypes.memset(8, 0, 8),
    "fatal-error": lambda: ctypes.pythonapi.Py_FatalError(b"no"), "overflow": overflow,
    "exit-of-c": lambda: ctypes.CDLL(None).exit(4), "thread": from_a_thread, "alarm": later, "busy": busy,
    "become": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "close": lambda: os.closerange(0, 99), "close-high": lambda: os.closerange(3, 99), "group": group,
}
HANGS = {
    "hang": hang, "stop": signalled("SIGSTOP"),
    "hang-in-c": hang_in(ctypes.CDLL), "hang-with-the-lock": hang_in(ctypes.PyDLL),
}
for number, (name, act) in enumerate((ENDS | HANGS).items()):
    place = PLACES[(number + TURN) % len(PLACES)]
    register(f"{name}-{place}.v1")(acting(place, act))
for number in range(GOOD):
    register(f"good{number}.v1")(type("Good", (Square,), {}))
"""
BAD = 24

WAYS = {
    "-n 2": ("-n", "2", "-p", "no:timeout"),
    f"-n 2 --timeout={LIMIT}": ("-n", "2", f"--timeout={LIMIT}"),
    "--ethan-isolate": ("--ethan-isolate", "-p", "no:timeout"),
}


def is_named(layer: dict[str, Any]) -> bool:
    """Whether a layer that ends its process, or does not return, is told to have done that."""
    remarks = ("ended its process", "did not return")
    return layer["verdict"] == "error" and layer["remark"] in remarks and is_told(layer)


def main() -> int:
    """Print the table; what it returns is how many runs are not as they should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20, help="of each kind")
    parser.add_argument("--way", action="append", choices=WAYS, help="all by default")
    given = parser.parse_args()
    print("| how | layers | runs | whole | all named | s |\n|---|---:|---:|---:|---:|---:|", flush=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in given.way or WAYS:
            begun, whole, named = time.perf_counter(), 0, 0
            for number in range(given.runs):
                (folder / "ending.py").write_text(f"TURN, GOOD = {number}, {GOOD}\n{LAYERS}")
                report, printed = run(folder, "ending", CHECKS, f"--ethan-timeout={LIMIT}", *WAYS[way])
                layers = [one for one in report["layers"] if not one["name"].startswith("good")]
                unnamed = [(one["name"], one["remark"]) for one in layers if not is_named(one)]
                is_all = is_whole(report["layers"], printed, BAD + GOOD, CHECKS)
                whole += is_all
                named += len(layers) == BAD and not unnamed
                if unnamed or not is_all:
                    print(f"--- {way}, run {number}: {unnamed}\n{'' if is_all else printed[-3000:]}")
            row = f"| {way} | {BAD + GOOD} | {given.runs} | {whole} | {named}"
            print(f"{row} | {time.perf_counter() - begun:.0f} |", flush=True)
            wrong += 2 * given.runs - whole - named
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main()))
