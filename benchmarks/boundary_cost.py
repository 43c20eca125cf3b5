"""What it costs that foreign code is called through a boundary: calls and CPU with it and without, by turns.

    python benchmarks/boundary_cost.py [--rounds 9]      about a minute

The first table: verifications by all checks but `formula`, which takes the longest and calls nothing foreign:
of layers as they are; without what keeps the process as it is around each check; and without the boundary of
each call, too, but for the words of what is raised. CPU is the least of all rounds, in ms. The second: one
call inside the boundary beside the bare one, in microseconds.
"""

from __future__ import annotations

import argparse
import time
import timeit
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ethan_check import check_layer
from ethan_check.engine.selection import choose_checks
from ethan_check.subject.execution.call_times import call_began, call_ended
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.layer_call import LayerCall
from ethan_check.subject.execution.silenced import Silenced
from ethan_core.fn import Relu, Softmax
from ethan_core.net import Conv2d, Mlp

ROWS = np.linspace(-1.5, 2.0, 12).reshape(3, 4)
LAYERS = {
    "Relu": (Relu, ROWS),
    "Softmax": (Softmax, ROWS),
    "Mlp": (lambda: Mlp(4, 3), ROWS),
    "Conv2d": (lambda: Conv2d(2, 3, 3), np.sin(np.arange(100.0)).reshape(2, 2, 5, 5)),
}
"""Small layers, which pay the largest share for it."""


@contextmanager
def _replaced(kind: type, enter: Callable[..., Any], leave: Callable[..., Any]) -> Iterator[None]:
    methods = kind.__enter__, kind.__exit__  # type: ignore[attr-defined]
    kind.__enter__, kind.__exit__ = enter, leave  # type: ignore[attr-defined]
    try:
        yield
    finally:
        kind.__enter__, kind.__exit__ = methods  # type: ignore[attr-defined]


def _enter_call(call: Any) -> None:
    if call._rngs is not None:
        call._rngs.__enter__()  # Randomness that repeats is no part of the boundary.
    call_began()


def _leave_call(call: Any, kind: type | None, error: BaseException | None, trace: Any) -> None:
    call_ended()
    if call._rngs is not None:
        call._rngs.__exit__(None, None, None)
    if error is not None and not isinstance(error, LayerFault):
        raise fault_of(call._stage, error) from None


@contextmanager
def without_kept_process() -> Iterator[None]:
    """Nothing that a layer changes is noticed or put back around checks."""
    with _replaced(KeptProcess, lambda self: self, lambda self, *about: None):
        yield


@contextmanager
def without_boundary() -> Iterator[None]:
    """Nor around calls."""
    with without_kept_process(), Silenced(), _replaced(LayerCall, _enter_call, _leave_call):
        yield


@contextmanager
def as_it_is() -> Iterator[None]:
    """All of it."""
    yield


WAYS = (as_it_is, without_kept_process, without_boundary)


def verified(make: Callable[[], Any], x: np.ndarray, rounds: int) -> tuple[list[dict[str, int]], list[float]]:
    """The calls of a verification, and its CPU in seconds, in each of the ways."""
    checks = [check.name for check in choose_checks(None) if check.name != "formula"]
    calls: list[dict[str, int]] = [{} for _ in WAYS]
    least = [float("inf")] * len(WAYS)
    for number in range(rounds + 1):  # The first warms up.
        for position, way in enumerate(WAYS):
            with way():
                begun = time.process_time()
                report = check_layer(make(), (x,), checks=checks, shrink=False)
                spent = time.process_time() - begun
            calls[position] = dict(report.calls)
            if number:
                least[position] = min(least[position], spent)
    return calls, least


def per_call(make: Callable[[], Any], x: np.ndarray) -> tuple[float, float]:
    """Seconds of CPU of a bare forward, and of one inside the boundary, as in the middle of a check."""
    layer = make()

    def inside() -> None:
        with LayerCall("forward"):
            layer.forward(x)

    def bare() -> None:
        layer.forward(x)

    least = [float("inf"), float("inf")]
    with KeptProcess(), Silenced():
        for _ in range(25):  # By turns.
            for position, call in enumerate((bare, inside)):
                spent = timeit.timeit(call, number=200, timer=time.process_time) / 200
                least[position] = min(least[position], spent)
    return least[0], least[1]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    head = "| layer | forward and backward calls | the same without | CPU | without process | without any |"
    print(f"{head} ratio |\n|---|---:|---:|---:|---:|---:|---:|")
    for name, (make, x) in LAYERS.items():
        calls, least = verified(make, x, given.rounds)
        counted = [f"{one['forward']}, {one['backward']}" for one in (calls[0], calls[-1])]
        spent = " | ".join(f"{1e3 * one:.1f}" for one in least)
        print(f"| {name} | {' | '.join(counted)} | {spent} | {least[0] / least[-1]:.2f} |", flush=True)
    print("\n| layer | bare forward | inside | of the boundary |\n|---|---:|---:|---:|")
    for name, (make, x) in LAYERS.items():
        bare, through = per_call(make, x)
        print(f"| {name} | {1e6 * bare:.1f} | {1e6 * through:.1f} | {1e6 * (through - bare):.1f} |")


if __name__ == "__main__":
    main()
