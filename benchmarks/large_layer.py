"""What it costs to judge a layer of a million parameters: `python benchmarks/large_layer.py`.

For each of four layers: the time of its own forward; the time of a whole verification at default settings
and of the gradient check alone, in those forwards; the calls; and the peak of memory beyond what was there
before, beside that of one forward and backward of its own, in sizes of its parameters. Then the same layer
with a single wrong entry among the million: what it costs to find it, and whether the right one is named.

Processor time, best of several runs. Set OPENBLAS_NUM_THREADS=1 where other programs are running.
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


def main() -> None:
    """Print the table."""
    print(
        f"{'':<10} {'parameters':>10} {'forward':>9} {'its memory':>10}  {'judged':<15} {'verdict':<7} "
        f"{'calls':>9} {'time':>5} {'memory':>6}"
    )
    for cls in LARGE_LAYERS:
        x = np.random.default_rng(1).normal(size=cls.example)
        arrays = parameters(cls())
        size = sum(array.nbytes for array in arrays)
        forward = timed(_forward(cls, x), 15)
        own = peak(_forward_and_backward(cls, x)) / size
        count = sum(array.size for array in arrays)
        left = f"{cls.__name__:<10} {count:>10,} {1e3 * forward:>6.1f} ms {own:>10.1f}"
        wrong, target, index = with_one_wrong_entry(cls)
        for words, judged in (
            ("all checks", _judged(cls, x, None)),
            ("gradient", _judged(cls, x, ("gradient",))),
            ("one entry wrong", _judged(wrong, x, ("gradient",))),
        ):
            report = judged()
            calls = f"{report.calls['forward']} + {report.calls['backward']}"
            seconds = timed(judged, 7 if report.verdict == "pass" else 1)
            print(
                f"{left}  {words:<15} {report.verdict:<7} {calls:>9} {seconds / forward:>5.0f} "
                f"{peak(judged) / size:>6.1f}" + (_named(report, target, index) if report.failures else "")
            )
            left = " " * len(left)


def _named(report: Report, target: str, index: tuple[int, ...]) -> str:
    """Whether the findings name the wrong entry and no other."""
    named = [
        (finding.target, entry["index"])
        for finding in report.failures
        for entry in finding.evidence.get("entries", [])  # type: ignore[union-attr]
    ]
    return "  named" if named == [(target, list(index))] else f"  {named} named, not {target} {index}"


def _forward(cls: Any, x: Any) -> Callable[[], Any]:
    layer = cls()
    return lambda: layer.forward(x)


def _forward_and_backward(cls: Any, x: Any) -> Callable[[], Any]:
    layer = cls()
    return lambda: layer.backward(layer.forward(x))


def _judged(cls: Any, x: Any, checks: tuple[str, ...] | None) -> Callable[[], Report]:
    layer = cls()
    return lambda: check_layer(layer, (x,), checks=checks)


if __name__ == "__main__":
    main()
