"""One gradient check of layers of any size: its calls, its time, what it sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from points import make_layer, subject_of  # first: sets up paths and threads

import numpy as np  # isort: skip
from planted import Entry, Tally, counted, with_wrong_entry
from zoo import load_zoo
from zoo.draws import Draw
from zoo.specimen import Specimen

from ethan_check.verdict.judge import Judgement, judge

__all__ = ["Cost", "by_turns", "cost_of", "judged", "off_by", "sized"]

MULTIPLES = (2, 10)
"""Of the certificate: by so much are entries made wrong."""


def sized(entries: int, seed: int = 0) -> Iterator[tuple[Specimen, Draw]]:
    """Layers of about that many entries: a large parameter, smooth and kinked functions, a norm.

    >>> [sum(array.size for array in (*some.inputs, *some.parameters.values())) for _, some in sized(1000)]
    [1050, 1000, 1000, 1200]
    """
    zoo = {specimen.name: specimen for specimen in load_zoo()}
    rng = np.random.default_rng([seed, entries])
    side = max(1, round((entries - 4 * entries**0.5) ** 0.5)) if entries > 16 else 4
    affine = {"W": rng.normal(size=(side, side)) / side**0.5, "b": rng.normal(size=side)}
    yield (
        zoo["linear"],
        Draw(
            {"in_features": side, "out_features": side},
            (rng.normal(size=(4, side)),),
            affine,
            rng.normal(size=(4, side)),
        ),
    )
    x = rng.normal(size=(10, entries // 10))
    for name in ("gelu_tanh", "relu"):
        yield zoo[name], Draw({}, (x,), {}, rng.normal(size=x.shape))
    gamma, beta = rng.normal(size=(2, entries // 10))
    x = x.reshape(2, 5, -1)
    yield zoo["layer_norm"], Draw({}, (x, gamma, beta), {}, rng.normal(size=x.shape))


@dataclass(frozen=True)
class Cost:
    """What one gradient check cost and saw."""

    layer: str
    entries: int
    forward: int
    backward: int
    seconds: float
    relative: float
    certificate: float
    caught: tuple[int, ...]
    tried: int
    verdict: str


def cost_of(specimen: Specimen, some: Draw, repeats: int = 5) -> Cost:
    """One gradient check of one case, everything included that it needs to begin."""
    tally = Tally()
    judgement = judged(specimen, counted(specimen.cls, tally), some)
    certificates = {name: judgement.probe.detectable_error(name) for name in judgement.probe.gradients}
    layer, plain = make_layer(specimen.cls, some), "plain" in specimen.tags

    def own() -> None:
        out = layer.forward(*some.inputs)
        if plain:
            layer.backward(some.dout)
        else:
            layer.backward(some.dout, out[1])

    check, alone = by_turns(lambda: judged(specimen, specimen.cls, some), own, repeats)
    rng = np.random.default_rng(1)
    largest = max(certificates, key=lambda name: judgement.probe.gradients[name].size)
    entries = [Entry(largest, float(rng.random())) for _ in range(repeats)]

    def seen(entry: Entry, multiple: int) -> bool:
        wrong = with_wrong_entry(specimen, entry, off_by(multiple * certificates[largest]))
        return judged(specimen, wrong, some).verdict == "fail"

    return Cost(
        specimen.name,
        sum(array.size for array in (*some.inputs, *some.parameters.values())),
        tally.forward,
        tally.backward,
        check,
        check / alone,
        max(certificates.values()),
        tuple(sum(seen(entry, multiple) for entry in entries) for multiple in MULTIPLES),
        repeats,
        judgement.verdict,
    )


def judged(specimen: Specimen, cls: type, some: Draw) -> Judgement:
    """One gradient check of one case, with everything that it needs to begin."""
    return judge(subject_of(specimen, cls, some), np.random.default_rng(0))


def off_by(error: float) -> Callable[[np.ndarray, int], float]:
    """A change of one entry by a share of the gradient's largest entry."""
    return lambda gradient, index: gradient[index] + error * gradient[np.abs(gradient).argmax()]


def by_turns(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """The median seconds of each, measured alternately after one round of warming up."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for run, taken in zip((ours, theirs), seconds, strict=True):
            start = perf_counter()
            run()
            if turn:
                taken.append(perf_counter() - start)
    return median(seconds[0]), median(seconds[1])
