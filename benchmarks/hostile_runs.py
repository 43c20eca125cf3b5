"""Runs of pytest on layers that nobody should trust: how they are made, and what is held of each.

No script: for `hostile.py` and `ending_layers.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["TIMEOUTS", "WAYS", "is_told", "is_told_in_a_line", "is_whole", "run"]

HOME = Path(__file__).resolve().parents[1]

WAYS = {"one process": ("-p", "no:xdist"), "-n 2": ("-n", "2"), "--ethan-isolate": ("--ethan-isolate",)}
TIMEOUTS = {"": ("-p", "no:timeout"), "--timeout=300": ("--timeout=300",)}
"""What a person adds to the command, and what pytest is given."""

LONGEST = 600
"""Characters of a line."""


def run(folder: Path, module: str, checks: Sequence[str], *options: str) -> tuple[dict[str, Any], str]:
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


def is_told_in_a_line(texts: Sequence[str]) -> bool:
    """Whether the first line of each text can be read, and has nothing of ours in it."""
    firsts = [text.partition("\n")[0] for text in texts]
    return all(line.isprintable() and len(line) <= LONGEST and "Traceback" not in line for line in firsts)


def is_told(layer: dict[str, Any]) -> bool:
    """Whether a layer of a report passes, or some check of it says why not."""
    if layer["verdict"] == "pass":
        return True
    texts = [check["text"] for check in layer["checks"] if check["verdict"] not in ("pass", "not asked")]
    texts = [text for text in texts if text]
    return bool(texts) and is_told_in_a_line(texts)


def is_whole(layers: Sequence[dict[str, Any]], printed: str, expected: int, checks: Sequence[str]) -> bool:
    """Whether every layer has all its checks, and the good ones pass."""
    good = [layer for layer in layers if layer["name"].startswith("good")]
    return (
        len(layers) == expected
        and "INTERNALERROR" not in printed
        and all(layer["verdict"] == "pass" for layer in good)
        and all(len(layer["checks"]) == len(checks) for layer in layers)
    )
