"""Are verdicts and messages the same however a run is made? The layers of the zoo and their planted mistakes.

    python benchmarks/sameness.py [--every 3] [--other /path/to/python ...] [--way "again" ...]

Runs pytest on them in one process, and again: the same; in two; each layer in a process of its own; in the
reverse order; under other hash seeds; and, with `--other`, with another Python, which has another numpy. It
takes
about a second of CPU for each layer and way; the zoo has 718. With `--way`, only those named.
Prints for each how many layers have other verdicts, and how many other messages, than the first run; what
differs is shown above.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]

REGISTERED = """
from ethan_core import register
from zoo import load_zoo

every = [(specimen, bug) for specimen in load_zoo() for bug in (None, *specimen.bugs)]
numbers = {{}}
for specimen, bug in every[::{every}]:
    number = numbers[specimen.name] = numbers.get(specimen.name, 0) + 1
    name = f"{{specimen.name.replace('_', '-')}}-{{number if bug else 'correct'}}.v1"
    register(name, specimen.build(bug), cases=specimen.cases, contract=specimen.contract)
"""

REVERSED = """
import os

def pytest_collection_modifyitems(items):
    if "SAMENESS_REVERSED" in os.environ:
        items.reverse()
"""

WAYS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "one process": ((), {}),
    "again": ((), {}),
    "-n 2": (("-p", "xdist", "-n", "2"), {}),
    "--ethan-isolate": (("--ethan-isolate",), {}),
    "in reverse order": ((), {"SAMENESS_REVERSED": "1"}),
    "PYTHONHASHSEED=1": ((), {"PYTHONHASHSEED": "1"}),
    "PYTHONHASHSEED=2": ((), {"PYTHONHASHSEED": "2"}),
}
"""What is added to the command, and to the environment."""

Told = dict[str, dict[str, tuple[str, str]]]
"""For each layer and check the verdict and the message."""


def told(folder: Path, python: str, options: tuple[str, ...], environment: dict[str, str]) -> Told:
    """What a run says of each layer."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    paths = (str(folder), str(HOME), str(HOME / "tests"))
    command = [python, "-m", "pytest", "-q", "-p", "ethan_check.pytest_plugin", "--ethan-only"]
    usual = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(
        [*command, "--ethan-layers=everything", f"--ethan-report={report}", *options],
        cwd=folder,
        env={**os.environ, **usual, **environment, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        raise SystemExit(ran.stdout[-3000:] + ran.stderr[-3000:])
    layers: list[dict[str, Any]] = json.loads(report.read_text())["layers"]
    return {
        layer["name"]: {check["check"]: (check["verdict"], check["text"]) for check in layer["checks"]}
        for layer in layers
    }


def versions(python: str) -> str:
    """Which Python and numpy these are."""
    script = "import sys, numpy; print(f'Python {sys.version.split()[0]}, numpy {numpy.__version__}')"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def differing(first: Told, other: Told, part: int) -> list[str]:
    """The layers with other verdicts (part 0) or messages (part 1)."""
    return [
        layer
        for layer in sorted(first.keys() | other.keys())
        if {name: one[part] for name, one in first.get(layer, {}).items()}
        != {name: one[part] for name, one in other.get(layer, {}).items()}
    ]


def show(first: Told, other: Told, layer: str) -> None:
    """Print what differs, of a layer that is not told in the same words."""
    for check in sorted(first.get(layer, {}).keys() | other.get(layer, {}).keys()):
        one, two = first.get(layer, {}).get(check), other.get(layer, {}).get(check)
        if one != two:
            print(f"    {layer}, {check}:\n      {one}\n      {two}")


def main() -> int:
    """Print the table; what it returns is how many layers differ in any way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=3, help="take every so manieth layer")
    parser.add_argument("--other", action="append", default=[], help="a Python with another numpy")
    parser.add_argument("--way", action="append", choices=WAYS, help="beside the first; all by default")
    given = parser.parse_args()
    chosen = ["one process", *(list(WAYS)[1:] if given.way is None else given.way)]
    ways = {name: (sys.executable, *WAYS[name]) for name in chosen}
    ways |= {versions(python): (python, *WAYS["one process"]) for python in given.other}
    first: Told = {}
    total = 0
    print("| how | layers | other verdicts | other messages | s |\n|---|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "everything.py").write_text(REGISTERED.format(every=given.every))
        (folder / "conftest.py").write_text(REVERSED)
        for way, (python, options, environment) in ways.items():
            begun = time.perf_counter()
            found = told(folder, python, options, environment)
            first = first or found
            verdicts, messages = (differing(first, found, part) for part in (0, 1))
            seconds = time.perf_counter() - begun
            row = f"| {way} | {len(found)} | {len(verdicts)} | {len(messages)} | {seconds:.0f} |"
            print(row, flush=True)
            for layer in sorted({*verdicts, *messages}):
                show(first, found, layer)
            total += len({*verdicts, *messages})
    return total


if __name__ == "__main__":
    sys.exit(bool(main()))
