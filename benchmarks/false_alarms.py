"""How often Ethan calls a correct layer wrong, or cannot tell.

    python benchmarks/false_alarms.py                      100,000 points on 2 processes: about 4 minutes
    python benchmarks/false_alarms.py --points 10000 --processes 1
    python benchmarks/false_alarms.py --replay 4711        one point again, with all that was seen

A point is a layer with arrays, a direction and a cotangent; the layers are the zoo's correct ones, those
with other conventions, the awkward ones of `awkward.py`, the reference layers, and the families of
`correct_families.py`: smooth to the first order only, ill-conditioned, of low precision, complex, and the
modern layers. Of the others every fifth point lies
at or near a kink: whole numbers, powers of ten from 1e-1 to 1e-12 beside a kink or the end of a domain, a
few values repeated, equal rows. On top of that come whole verifications at default settings.

Point number i of a seed is always the same one, so each line printed can be replayed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from points import NEAR  # first: sets up paths and threads

import numpy as np  # isort: skip
from correct_families import Family
from correct_points import layers, point
from zoo.specimen import Specimen

from ethan_check import check_layer
from ethan_check.engine.entries import check_entry
from ethan_check.subject.subject import Subject
from ethan_check.verdict.judge import Judgement, judge

__all__ = ["Alarm", "Count", "count", "main", "verify"]

CHUNK = 500
MOST_FORWARD_CALLS = 22


@dataclass(frozen=True)
class Alarm:
    """One point, or whole verification, of a correct layer that did not pass."""

    number: int
    layer: str
    way: str
    verdict: str
    reason: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.layer}, {self.way}: {self.reason} (--replay {self.number})"


@dataclass
class Count:
    """What happened at a number of points."""

    points: Counter[str] = field(default_factory=Counter)
    fails: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    alarms: list[Alarm] = field(default_factory=list)
    forward: int = 0
    backward: int = 0
    costly: int = 0
    most: int = 0

    def add(self, other: Count) -> None:
        """Join another count to this one."""
        for name in ("points", "fails", "undecided", "alarms"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.forward += other.forward
        self.backward += other.backward
        self.costly += other.costly
        self.most = max(self.most, other.most)


def _judged(number: int, seed: int) -> tuple[str, str, str, Subject | None, Judgement | None]:
    """Verdict, reason, way, and what they are about; an exception is the verdict "error"."""
    subject, way = None, "not drawn"
    try:
        subject, way = point(number, seed)
        judgement = judge(subject, np.random.default_rng([seed, number, 1]))
        return judgement.verdict, judgement.reason, way, subject, judgement
    except Exception as error:
        return "error", f"{type(error).__name__}: {error}", way, subject, None


def count(numbers: Sequence[int], seed: int = 0) -> Count:
    """Judge the points of the given numbers."""
    result = Count()
    for number in numbers:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            verdict, reason, way, subject, _ = _judged(number, seed)
        group = "at or near a kink" if way in NEAR else "ordinary"
        result.points[group] += 1
        result.undecided[group] += verdict == "inconclusive"
        result.fails[group] += verdict in ("fail", "error")
        if subject is not None:
            result.forward += subject.calls.forward
            result.backward += subject.calls.backward
            result.costly += subject.calls.forward > MOST_FORWARD_CALLS
            result.most = max(result.most, subject.calls.forward)
        if verdict != "pass":
            layer = layers()[number % len(layers())].name
            result.alarms.append(Alarm(number, layer, way, verdict, reason))
    return result


def verify(number: int, seed: int = 0) -> list[Alarm]:
    """One whole verification at default settings: the findings that are not a pass."""
    every = layers()
    layer, own = every[number % len(every)], seed + number // len(every)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(layer, Specimen):
            report = check_layer(
                layer.cls, contract=layer.contract, cases=layer.cases, seed=own, shrink=False
            )
        elif isinstance(layer, Family):
            # Arrays and a rule in turn; what draws layers as well has to be used as a rule.
            case = layer.draw(np.random.default_rng([own, number]))
            given = {"cases": layer.draw} if layer.is_modern or own % 2 else {"cases": [case]}
            report = check_layer(name=layer.name, seed=own, shrink=False, **given, **layer.options)
        else:
            report = check_entry(layer, seed=own, shrink=False)
    return [
        Alarm(number, layer.name, f"{finding.check}, seed {own}", finding.verdict, finding.message)
        for finding in report.failures
    ]


def main(arguments: Sequence[str] | None = None) -> Count:
    """Count, print the table and every alarm, and give the count back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--whole", type=int, default=3, help="whole verifications of every layer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--replay", type=int, help="judge one point again and print what was seen")
    chosen = parser.parse_args(arguments)
    if chosen.replay is not None:
        return _replay(chosen.replay, chosen.seed)
    started = time.perf_counter()
    chunks = [range(start, min(start + CHUNK, chosen.points)) for start in range(0, chosen.points, CHUNK)]
    runs = range(chosen.whole * len(layers()))
    total, findings = Count(), []
    if chosen.processes > 1:
        with multiprocessing.get_context("spawn").Pool(chosen.processes) as pool:
            for part in pool.imap(partial(count, seed=chosen.seed), chunks):
                total.add(part)
            judged = time.perf_counter() - started
            findings = [
                alarm for some in pool.imap(partial(verify, seed=chosen.seed), runs) for alarm in some
            ]
    else:
        for chunk in chunks:
            total.add(count(chunk, chosen.seed))
        judged = time.perf_counter() - started
        findings = [alarm for number in runs for alarm in verify(number, chosen.seed)]
    _print(total, judged, findings, len(runs), time.perf_counter() - started - judged)
    return total


def _print(total: Count, judged: float, findings: list[Alarm], runs: int, verified: float) -> None:
    points = total.points.total()
    print(f"| points of {len(layers())} correct layers | number | false alarms | inconclusive |")
    print("| --- | --- | --- | --- |")
    for group in (*sorted(total.points), "all"):
        number, fails, undecided = (
            counter.total() if group == "all" else counter[group]
            for counter in (total.points, total.fails, total.undecided)
        )
        print(f"| {group} | {number} | {fails} | {undecided} ({100 * undecided / max(1, number):.3f}%) |")
    forward, backward, costly = (n / max(1, points) for n in (total.forward, total.backward, total.costly))
    print(
        f"\n{forward:.1f} forward and {backward:.1f} backward calls a point; more than {MOST_FORWARD_CALLS} "
        f"forward calls at {100 * costly:.2f}% of the points, at most {total.most}; {judged:.0f} seconds\n"
    )
    print(*(alarm for alarm in total.alarms), sep="\n")
    failed = {alarm.number for alarm in findings if alarm.verdict != "inconclusive"}
    print(f"\n{runs} whole verifications in {verified:.0f} seconds: {len(failed)} with a false alarm")
    for alarm in findings:
        first, *_ = alarm.reason.splitlines()
        print(f"{alarm.verdict}: {alarm.layer}, {alarm.way}: {first}")


def _replay(number: int, seed: int) -> Count:
    verdict, reason, way, subject, judgement = _judged(number, seed)
    layer = layers()[number % len(layers())].name
    print(f"{layer}, {way}, seed {seed}: {verdict}, {reason}")
    if subject is not None:
        for name, array in subject.values.items():
            print(f"{name} {array.shape} =\n{array!r}")
    if judgement is not None:
        seen = judgement.probe
        print(f"comparison {seen.comparison}")
        print(f"kinks {np.flatnonzero(seen.derivative.kink)}, usable {seen.derivative.usable.mean():.0%}")
        for name, gradient in seen.gradients.items():
            print(f"dL_d{name} =\n{gradient!r}\nalong\n{seen.directions[name]!r}")
    return count([number], seed)


if __name__ == "__main__":
    main()
