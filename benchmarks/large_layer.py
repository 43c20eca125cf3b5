"""What it costs to judge a layer of a million parameters: `python benchmarks/large_layer.py`.

For each of four layers: the time of its own forward; the time of a whole verification at default settings and
of the gradient check alone, in those forwards; the calls; the peak of memory beyond what was there before, in
sizes of the layer's parameters. Then the same layers with a single wrong entry among the million: what it costs
to find it, and whether the right one is named.

Processor time, best of several runs; set OPENBLAS_NUM_THREADS=1 where other programs are running.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from large_layers import LARGE_LAYERS

from ethan_check import Report, check_layer

_ERROR = 1e-4
"""By how much, relatively, the one entry is wrong."""


def timed(action: Callable[[], Any], times: int) -> float:
    """Processor seconds, the best of several."""
    best = np.inf
    for _ in range(times):
        started = time.process_time()
        action()
        best = min(best, time.process_time() - started)
    return best


def peak(action: Callable[[], Any]) -> int:
    """The most bytes in use beyond what was there before."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    action()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest - before


def parameters(layer: Any) -> list[Any]:
    """The arrays that the layer is made with."""
    return [value for value in vars(type(layer)()).values() if isinstance(value, np.ndarray)]


def with_one_wrong_entry(cls: Any) -> tuple[Any, str, tuple[int, ...]]:
    """A subclass that is wrong in one entry of its largest gradient, the gradient's name, and the entry."""
    name, array = max(vars(cls()).items(), key=lambda item: item[1].size)
    index = tuple(size // 3 for size in array.shape)

    def backward(self: Any, g: Any) -> Any:
        result = cls.backward(self, g)
        getattr(self, f"d{name}")[index] *= 1 + _ERROR
        return result

    return type(f"Wrong{cls.__name__}", (cls,), {"backward": backward}), f"dL_d{name}", index


def row(cls: Any, report: Report, seconds: float, forward: float, memory: int) -> str:
    """One line of the table."""
    arrays, calls = parameters(cls()), report.calls
    return (
        f"{report.verdict:<5} {calls['forward']:>5} {calls['backward']:>5} {seconds / forward:>10.0f} "
        f"{memory / sum(array.nbytes for array in arrays):>8.1f}"
    )


def main() -> None:
    """Print both tables."""
    head = f"{'':<44} {'':<5} {'fwd':>5} {'bwd':>5} {'forwards':>10} {'memory':>8}"
    print(f"{head}\n")
    for cls in LARGE_LAYERS:
        x = np.random.default_rng(1).normal(size=cls.example)
        size = sum(array.size for array in parameters(cls()))
        forward = timed(_forward(cls, x), 15)
        for words, checks in (("all checks", None), ("gradient", ("gradient",))):
            judged = _judged(cls, x, checks)
            report = judged()
            print(
                f"{cls.__name__:<10} {size:>10,} {1e3 * forward:>6.1f} ms  {words:<12} "
                f"{row(cls, report, timed(judged, 3), forward, peak(judged))}"
            )
        wrong, target, index = with_one_wrong_entry(cls)
        judged = _judged(wrong, x, ("gradient",))
        report = judged()
        named = any(
            finding.target == target and [list(index)] == [entry["index"] for entry in entries]
            for finding in report.failures
            for entries in [finding.evidence.get("entries", [])]
        )
        found = "named" if named else "NOT named"
        print(
            f"{'':<10} {'one entry wrong':>15} by {_ERROR:g}  {found:<9} "
            f"{row(cls, report, timed(judged, 1), forward, peak(judged))}\n"
        )


def _forward(cls: Any, x: Any) -> Callable[[], Any]:
    layer = cls()
    return lambda: layer.forward(x)


def _judged(cls: Any, x: Any, checks: tuple[str, ...] | None) -> Callable[[], Report]:
    layer = cls()
    return lambda: check_layer(layer, (x,), checks=checks)


if __name__ == "__main__":
    main()
