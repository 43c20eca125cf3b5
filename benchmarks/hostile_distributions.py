"""Broken distributions, all installed at once: is each named, and is the rest of the run whole?

    python benchmarks/hostile_distributions.py

In one process, in two, and each layer in a process of its own, with and without pytest-timeout, under all
checks: how many were installed, how many of them are one failing item that names the distribution in a
printable line of bounded length, and whether all good layers have passed.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.distributions import BROKEN, Distribution

HOME = Path(__file__).resolve().parents[1]

WAYS = {"one process": ("-p", "no:xdist"), "-n 2": ("-n", "2"), "--ethan-isolate": ("--ethan-isolate",)}
TIMEOUTS = {"": ("-p", "no:timeout"), "--timeout=300": ("--timeout=300",)}
"""What a person adds to the command, and what pytest is given."""

LONGEST = 1300
"""Characters of a line: a path, who, and a first line of what was raised."""

GOOD = """
from ethan_core import register
from hostile.specimen import Square

for number in range({count}):
    register(f"good{{number}}.v1")(type("Good", (Square,), {{}}))
"""
COUNT = 5


def run(folder: Path, *options: str) -> str:
    """What pytest prints."""
    paths = (str(folder), str(HOME), str(HOME / "tests"), os.environ.get("PYTHONPATH", ""))
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-rf",
            "--ethan-check",
            "--ethan-only",
            "-k",
            "good or broken",
            *options,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def main() -> int:
    """Print the table; what it returns is how many are not named."""
    missing = 0
    print("| how | distributions | named in a line | rest whole | s |\n|---|---:|---:|---|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good_ones = Distribution("good-layers", "good", "ethan.layers", "{module}", GOOD.format(count=COUNT))
        for one in (good_ones, *BROKEN):
            one.install(folder)
        for (way, how), (timeout, limit) in itertools.product(WAYS.items(), TIMEOUTS.items()):
            begun = time.perf_counter()
            lines = run(folder, *how, *limit).splitlines()
            named = sum(
                any(line.startswith(f"FAILED ethan::broken.{one.name}::load") for line in lines)
                for one in BROKEN
            )
            good = sum(line.startswith("good") and " pass " in line for line in lines)
            is_whole = good == COUNT and not any(
                "INTERNALERROR" in line or "Traceback" in line for line in lines
            )
            is_bounded = all(len(line) < LONGEST and line.isprintable() for line in lines)
            whole = "yes" if is_whole and is_bounded else "NO"
            seconds = time.perf_counter() - begun
            print(f"| {way} {timeout} | {len(BROKEN)} | {named} | {whole} | {seconds:.0f} |", flush=True)
            missing += len(BROKEN) - named + (whole == "NO")
    return missing


if __name__ == "__main__":
    sys.exit(bool(main()))
