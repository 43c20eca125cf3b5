"""What it costs to judge a layer of a million parameters: `python benchmarks/large_layer.py [rows]`.

Prints the time of one judgement in forwards of the layer's own, and the peak of memory beyond what was
there before in sizes of its parameters, for a right layer and for one with a single wrong entry among the
million.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from typing import Any

import numpy as np

from ethan_check import Report, check_layer

WIDTH = 1000
"""Of a square weight: a million parameters."""


class Linear:
    """An affine layer in the convention of attributes."""

    error = 0.0

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(WIDTH, WIDTH)), rng.normal(size=WIDTH)

    def forward(self, x: Any) -> Any:
        """X W + b."""
        self.x = x
        return x @ self.W + self.b

    def backward(self, g: Any) -> Any:
        """Leaves dW and db behind."""
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        self.dW[WIDTH // 2, WIDTH // 3] *= 1 + self.error
        return g @ self.W.T


class OneWrongEntry(Linear):
    """Off by one part in ten thousand in one entry of a million."""

    error = 1e-4


def one_forward(layer: Linear, x: Any) -> float:
    """Seconds of one forward, the best of several."""
    best = np.inf
    for _ in range(7):
        started = time.process_time()
        layer.forward(x)
        best = min(best, time.process_time() - started)
    layer.x = None
    return best


def judged(layer: Linear, x: Any, **options: Any) -> tuple[Report, float]:
    """The report and the seconds that it took."""
    started = time.process_time()
    report = check_layer(layer, (x,), **options)
    return report, time.process_time() - started


def peak(layer: Linear, x: Any, **options: Any) -> float:
    """The highest memory in use beyond what was there before, in sizes of the weight."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    check_layer(layer, (x,), **options)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (highest - before) / layer.W.nbytes


def main(rows: int) -> None:
    """Measure one judgement, a whole gradient check and all checks."""
    x = np.random.default_rng(1).normal(size=(rows, WIDTH))
    for cls in (Linear, OneWrongEntry):
        layer = cls()
        forward = one_forward(layer, x)
        print(f"{cls.__name__}: {rows} rows, one forward {1e3 * forward:.1f} ms")
        for words, checks in (("gradient", ("gradient",)), ("all checks", None)):
            options = {"checks": checks, "shrink": False}
            report, seconds = judged(layer, x, **options)
            calls = report.calls
            print(
                f"  {words:<10} {report.verdict:<5} {report.cases:>3} cases {calls['forward']:>5} forwards "
                f"{calls['backward']:>4} backwards: the time of {seconds / forward:6.0f} forwards, "
                f"memory {peak(layer, x, **options):.1f} times the parameters"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 256)
