"""What is measured of a checker: bugs caught, false alarms, resolution, calls and time.

A bug counts as caught where the checker is content with the correct layer at the very point at which it
is not content with the bug. A checker that raises on the bug alone has caught it; one that raises on the
correct layer too is an error of the harness and has caught nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any, Literal

import numpy as np
from checkers import Checker
from planted import Entry, Tally, counted, with_wrong_entry
from points import typical_draw, varied_draws
from zoo.draws import Draw
from zoo.runner import evaluate
from zoo.specimen import Bug, Specimen

__all__ = [
    "Alarms",
    "Caught",
    "alarms",
    "calls_of",
    "caught",
    "outcome",
    "own_time",
    "random_entry",
    "resolution",
    "time_of",
]

Outcome = Literal["pass", "fail", "inconclusive", "raised"]


def outcome(checker: Checker, specimen: Specimen, cls: type, some: Draw | None, seed: int) -> Outcome:
    """The verdict on a class at a point, or on cases of the checker's own where the point is None."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            if some is None:
                return checker.verify(specimen, cls, seed)
            return checker.verdict(specimen, cls, some.mapped(np.copy), seed)
        except Exception:
            return "raised"


@dataclass
class Caught:
    """Bugs caught by kind, and those that could not be judged because the correct layer fails too."""

    total: dict[str, int] = field(default_factory=dict)
    caught: dict[str, int] = field(default_factory=dict)
    missed: list[tuple[str, Bug]] = field(default_factory=list)
    raised: int = 0
    not_applicable: int = 0

    @property
    def share(self) -> float:
        """Of all bugs."""
        return sum(self.caught.values()) / max(1, sum(self.total.values()))


def caught(checker: Checker, bugs: Iterable[tuple[Specimen, Bug]], cases: int = 1, seed: int = 0) -> Caught:
    """Count the bugs that a checker catches on one or more points; one with cases of its own uses those."""
    result = Caught()
    points: dict[str, Sequence[Draw | None]] = {}
    controls: dict[tuple[str, int], Outcome] = {}
    for specimen, bug in bugs:
        if specimen.name not in points:
            points[specimen.name] = [None] if checker.whole else varied_draws(specimen, cases, seed)
            for number, some in enumerate(points[specimen.name]):
                controls[specimen.name, number] = outcome(checker, specimen, specimen.cls, some, seed)
        result.total[bug.kind] = result.total.get(bug.kind, 0) + 1
        result.caught.setdefault(bug.kind, 0)
        usable = [
            some
            for number, some in enumerate(points[specimen.name])
            if controls[specimen.name, number] == "pass"
        ]
        cls, found = specimen.build(bug), "pass"
        for some in usable:
            found = outcome(checker, specimen, cls, some, seed)
            if found in ("fail", "raised"):
                break
        if found in ("fail", "raised"):
            result.caught[bug.kind] += 1
            result.raised += found == "raised"
            continue
        result.missed.append((specimen.name, bug))
        result.not_applicable += not usable
    return result


@dataclass
class Alarms:
    """What a checker says of correct layers."""

    points: int = 0
    false: int = 0
    inconclusive: int = 0
    raised: int = 0
    layers: dict[str, int] = field(default_factory=dict)


def alarms(checker: Checker, points: Iterable[tuple[Specimen, Draw]], seed: int = 0) -> Alarms:
    """Count the correct layers that a checker calls wrong."""
    result = Alarms()
    for specimen, some in points:
        found = outcome(checker, specimen, specimen.cls, some, seed)
        result.points += 1
        result.false += found == "fail"
        result.inconclusive += found == "inconclusive"
        result.raised += found == "raised"
        if found != "pass":
            result.layers[specimen.name] = result.layers.get(specimen.name, 0) + 1
    return result


def random_entry(specimen: Specimen, some: Draw, rng: np.random.Generator) -> Entry:
    """A random entry, not 0 at the point, of a random gradient that is not structurally zero."""
    gradients = evaluate(specimen, specimen.cls, some.mapped(np.copy))[1]
    largest = max(float(np.abs(gradient).max(initial=0.0)) for gradient in gradients.values())
    names = [name for name, g in gradients.items() if np.abs(g).max(initial=0.0) > 1e-8 * largest]
    name = str(rng.choice(names))
    gradient = gradients[name].ravel()
    places = np.flatnonzero(np.abs(gradient) > 1e-3 * np.abs(gradient).max())
    return Entry(name, (int(rng.choice(places)) + 0.5) / gradient.size)


def resolution(checker: Checker, specimens: Iterable[Specimen], seed: int = 0) -> dict[int, float]:
    """For k = 1, 2, ..., the share of layers where one entry too large by 10^-k of itself is caught.

    Ends where less than half of them are.
    """
    usable = []
    for specimen in specimens:
        some = typical_draw(specimen, seed)
        if outcome(checker, specimen, specimen.cls, None if checker.whole else some, seed) == "pass":
            entry = random_entry(specimen, some, np.random.default_rng([seed, len(usable)]))
            usable.append((specimen, None if checker.whole else some, entry))
    shares: dict[int, float] = {}
    for decade in range(1, 13):
        factor = 1 + 10.0**-decade
        seen = [
            outcome(checker, specimen, with_wrong_entry(specimen, entry, _scaled(factor)), some, seed)
            for specimen, some, entry in usable
        ]
        shares[decade] = seen.count("fail") / max(1, len(seen))
        if shares[decade] < 0.5:
            break
    return shares


def _scaled(factor: float) -> Callable[[np.ndarray, int], float]:
    return lambda gradient, index: factor * gradient[index]


def calls_of(checker: Checker, specimens: Iterable[Specimen], seed: int = 0) -> tuple[float, float]:
    """The median number of calls of forward and of backward for a correct layer."""
    forward, backward = [], []
    for specimen in specimens:
        tally = Tally()
        some = None if checker.whole else typical_draw(specimen, seed)
        outcome(checker, specimen, counted(specimen.cls, tally), some, seed)
        forward.append(tally.forward)
        backward.append(tally.backward)
    return median(forward), median(backward)


def time_of(checker: Checker, specimen: Specimen, seed: int = 0, repeats: int = 3) -> float:
    """Seconds that a check of the correct layer takes, at its best."""
    some = None if checker.whole else typical_draw(specimen, seed)
    return _best(lambda: outcome(checker, specimen, specimen.cls, some, seed), repeats)


def own_time(specimen: Specimen, seed: int = 0) -> float:
    """Seconds that one forward and one backward take, at their best."""
    from as_function import LayerFunction

    some = typical_draw(specimen, seed)
    function = LayerFunction(specimen, specimen.cls, some)
    return _best(lambda: function.vjp(function.arrays, some.dout), 100)


def _best(action: Callable[[], Any], repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        start = perf_counter()
        action()
        seconds.append(perf_counter() - start)
    return min(seconds)
