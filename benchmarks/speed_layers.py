"""What the whole verification of a small layer costs: calls and CPU, alone and beside torch's gradcheck."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import process_time
from typing import Any

from points import typical_draw  # first: sets up paths and threads

import numpy as np  # isort: skip
from checkers import load_checkers
from zoo.draws import draw
from zoo.specimen import Bug, Specimen

from ethan_check import Report, check_layer
from ethan_check.numerics.tolerances.sizes import LARGEST_AXIS

__all__ = ["beside_torch", "calls_and_cpu", "cpu_of", "of_failures", "whole"]

ROUNDS = 3


def whole(specimen: Specimen, bug: Bug | None = None) -> Report:
    """A whole verification at default settings, of the right layer or one with a bug planted."""
    cases, cls = list(specimen.cases) or None, specimen.build(bug)
    return check_layer(cls, contract=specimen.contract, cases=cases, name=specimen.name)


def cpu_of(*runs: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """The CPU seconds of each, by turns, the least of some rounds: what else the machine does adds to it."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, seconds in zip(runs, taken, strict=True):
            start = process_time()
            run()
            seconds.append(process_time() - start)
    return [min(seconds) for seconds in taken]


def calls_and_cpu(zoo: Sequence[Specimen]) -> Iterator[str]:
    """Calls of forward and backward and CPU of a whole verification: the median layer, and the dearest."""
    reports = {specimen.name: whole(specimen) for specimen in zoo}
    cpu = {specimen.name: cpu_of(lambda specimen=specimen: whole(specimen))[0] for specimen in zoo}
    yield "| layers | forwards | backwards | CPU |"
    yield "| --- | --- | --- | --- |"
    calls = {name: report.calls for name, report in reports.items()}
    forward, backward = ([each[side] for each in calls.values()] for side in ("forward", "backward"))
    yield (
        f"| median of {len(zoo)} | {median(forward):.0f} | {median(backward):.0f} "
        f"| {1e3 * median(cpu.values()):.0f} ms |"
    )
    dearest = max(cpu, key=lambda name: cpu[name])
    yield (
        f"| dearest: {dearest} | {calls[dearest]['forward']} | {calls[dearest]['backward']} "
        f"| {1e3 * cpu[dearest]:.0f} ms |"
    )


def of_failures(zoo: Sequence[Specimen]) -> Iterator[str]:
    """What a layer that fails costs beside the right one: shrinking and localising included."""
    ratios = {}
    for specimen in zoo:
        bug = next(iter(specimen.bugs), None)
        if bug is None:
            continue
        right, wrong = cpu_of(
            lambda specimen=specimen: whole(specimen),
            lambda specimen=specimen, bug=bug: whole(specimen, bug),
            rounds=1,
        )
        ratios[specimen.name] = wrong / right
    dearest = max(ratios, key=lambda name: ratios[name])
    yield "| a planted bug, beside the right layer | CPU |"
    yield "| --- | --- |"
    yield f"| median of {len(ratios)} | {median(ratios.values()):.1f} times |"
    yield f"| dearest: {dearest} | {ratios[dearest]:.1f} times |"


def beside_torch(zoo: Sequence[Specimen]) -> Iterator[str]:
    """A whole verification beside torch's slow gradcheck on one case, and its fast one on three."""
    checkers, missing = load_checkers(("torch_gradcheck",))
    yield from missing
    if not checkers:
        return
    slow, fast = checkers
    yield "| whole verification beside | median | dearest | median CPU of each |"
    yield "| --- | --- | --- | --- |"
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for name, theirs, count in (("slow gradcheck, one case", slow, 1), ("fast, three cases", fast, 3)):
            pairs = {specimen.name: _beside(specimen, theirs, count) for specimen in zoo}
            ratios = {layer: ours / other for layer, (ours, other) in pairs.items()}
            dearest = max(ratios, key=lambda layer: ratios[layer])
            each = " and ".join(f"{1e3 * median(pair[k] for pair in pairs.values()):.0f} ms" for k in (0, 1))
            yield (f"| {name} | {median(ratios.values()):.2f} | {ratios[dearest]:.2f} ({dearest}) | {each} |")


def _beside(specimen: Specimen, theirs: Any, count: int) -> list[float]:
    rng = np.random.default_rng(0)
    cases = [specimen.cases[position % len(specimen.cases)] for position in range(count)]
    drawn = [draw(specimen, kwargs, "typical", rng, largest=LARGEST_AXIS) for kwargs in cases]
    drawn = drawn if count > 1 else [typical_draw(specimen)]
    return cpu_of(
        lambda: whole(specimen),
        lambda: [theirs.verdict(specimen, specimen.cls, some, 0) for some in drawn],
    )
