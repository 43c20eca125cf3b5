"""How the cost of a whole verification grows: with entries, with arrays, with layers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import points  # noqa: F401 - first: sets up paths and threads

import numpy as np  # isort: skip

from ethan_check import check_layer

__all__ = ["Dense", "Many", "by_arrays", "by_entries", "by_layers"]

ROOT = Path(__file__).resolve().parent.parent


class Dense:
    """Affine, then tanh, with a square matrix of some entries."""

    def __init__(self, entries: int) -> None:
        side, rng = max(1, round(entries**0.5)), np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(side, side)) / side**0.5, rng.normal(size=side)

    def forward(self, x: Any) -> Any:
        """tanh(X W + b)."""
        self.x, self.y = x, np.tanh(x @ self.W + self.b)
        return self.y

    def backward(self, g: Any) -> Any:
        """Leaves dW and db behind."""
        g = g * (1 - self.y**2)
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Many:
    """X times the sum of many small parameters."""

    def __init__(self, count: int) -> None:
        rng = np.random.default_rng(0)
        self.params = {f"w{k}": rng.normal(size=3) for k in range(count)}

    def forward(self, x: Any) -> Any:
        """X w, of which w is the sum."""
        self.x, self.total = x, sum(self.params.values())
        return x * self.total

    def backward(self, g: Any) -> Any:
        """Leaves a gradient of each behind."""
        own = (g * self.x).sum(axis=0)
        self.grads = {name: own.copy() for name in self.params}
        return g * self.total


def _measured(layer: Any, x: Any) -> tuple[float, str]:
    start = process_time()
    report = check_layer(layer, (x,))
    calls = f"{report.calls['forward']} / {report.calls['backward']}"
    return process_time() - start, f"{calls} | {report.verdict}"


def by_entries(powers: Sequence[int]) -> Iterator[str]:
    """One matrix of 10^k entries; the CPU of each beside the last one's."""
    yield "| entries | CPU | forwards / backwards | verdict |"
    yield "| --- | --- | --- | --- |"
    for power in powers:
        layer = Dense(10**power)
        x = np.random.default_rng(1).normal(size=(4, len(layer.b)))
        seconds, rest = _measured(layer, x)
        yield f"| 1e{power} | {seconds:.2f} s | {rest} |"


def by_arrays(counts: Sequence[int]) -> Iterator[str]:
    """So many parameters of three entries each."""
    yield "| arrays | CPU | forwards / backwards | verdict |"
    yield "| --- | --- | --- | --- |"
    for count in counts:
        seconds, rest = _measured(Many(count), np.random.default_rng(1).normal(size=(4, 3)))
        yield f"| {count} | {seconds:.2f} s | {rest} |"


def by_layers(counts: Sequence[int], processes: Sequence[int] = (0, 2)) -> Iterator[str]:
    """So many layers of one file through pytest, in this process and spread over some with pytest-xdist."""
    yield "| layers | processes | seconds | a layer | what it says |"
    yield "| --- | --- | --- | --- | --- |"
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "layers.py"
            file.write_text(_SOURCE + "".join(_LAYER.format(k=k) for k in range(count)))
            for number in processes:
                start = perf_counter()
                said = _ran(file, number)
                seconds = perf_counter() - start
                yield f"| {count} | {number} | {seconds:.1f} | {1e3 * seconds / count:.0f} ms | {said} |"


_SOURCE = "import numpy as np\n"
_LAYER = """
class Layer{k}:
    def __init__(self):
        self.W = np.eye(3) + {k} / 7

    def forward(self, x):
        self.x = x
        return np.tanh(x @ self.W)

    def backward(self, g):
        g = g * (1 - np.tanh(self.x @ self.W) ** 2)
        self.dW = self.x.T @ g
        return g @ self.W.T
"""


def _ran(file: Path, processes: int) -> str:
    options = ("--ethan-check", "--ethan-only", "-q", "-p", "no:cacheprovider", "-n", str(processes))
    done = subprocess.run(
        (sys.executable, "-m", "pytest", *options, str(file)),
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "layers:" in line or "layer:" in line]
    return lines[-1] if lines else (done.stdout + done.stderr).strip().splitlines()[-1]
