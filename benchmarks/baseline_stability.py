"""How many baselines of unchanged layers are reported on other machines, as far as one can be several.

The correct layers of benchmarks/correct_points.py are measured in a process of their own for each setting:
other versions of Python and numpy, one and two BLAS threads, numpy's kernels with and without the processor's
newer instructions, other hash seeds, the layers in another order. Each is compared with the first. Then one
entry of each gradient is changed by 1e-9 of itself: where the allowance lets that be seen, it has to be
reported.

    python benchmarks/baseline_stability.py [--python /path/to/python ...] [--calls]

`--calls` also asks the gradient check, whose calls are then compared; each setting takes 20 seconds then.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from correct_families import Family  # noqa: E402
from correct_points import layers  # noqa: E402
from zoo.specimen import Specimen  # noqa: E402

import ethan_check.baseline.measure as measuring  # noqa: E402
from ethan_check.baseline.compare import compare  # noqa: E402
from ethan_check.baseline.entry import CheckEntry, LayerEntry  # noqa: E402
from ethan_check.baseline.point import OUTPUT, run_at  # noqa: E402
from ethan_check.baseline.schema import entry_of  # noqa: E402
from ethan_check.engine.entries import check_entry, prepare  # noqa: E402
from ethan_core.registry import Entry  # noqa: E402

CHANGE = 1e-9


def _dispatched(*parts: str) -> str:
    """What numpy has kernels for and the processor has, of which the name has one of these parts."""
    from numpy._core import _multiarray_umath as umath

    known = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]
    return " ".join(name for name in known if any(part in name for part in parts))


SETTINGS = (
    ("again", {}),
    ("two BLAS threads", {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}),
    ("numpy without AVX512", {"NPY_DISABLE_CPU_FEATURES": _dispatched("AVX512", "V4")}),
    ("numpy without any of them", {"NPY_DISABLE_CPU_FEATURES": _dispatched("")}),
    ("another BLAS kernel", {"OPENBLAS_CORETYPE": "Prescott"}),
    ("PYTHONHASHSEED=1", {"PYTHONHASHSEED": "1"}),
    ("PYTHONHASHSEED=2", {"PYTHONHASHSEED": "2"}),
    ("another order", {"ETHAN_ORDER": "1"}),
)
USUAL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def entries() -> list[Entry]:
    """All correct layers that the false alarms are counted on, as if each were registered."""
    found = []
    for number, layer in enumerate(layers()):
        if isinstance(layer, Specimen):
            name, details = f"zoo.{layer.name}.v1", {"cases": tuple(layer.cases), "contract": layer.contract}
            found.append(Entry(name, layer.cls, **details))
        elif isinstance(layer, Family):
            name = f"family{number}.{layer.name}.v1"
            options = dict(layer.options)
            contract = options.pop("contract", None)
            found.append(Entry(name, layer.draw, cases=(layer.draw,), contract=contract, options=options))
        else:
            found.append(layer)
    return found


def measured(entry: Entry, *, calls: bool) -> LayerEntry:
    """What is remembered of a layer."""
    now = measuring.measure(prepare(entry), len(entry.cases))
    if not calls:
        return now
    report = check_entry(entry, checks=("gradient",))
    check = CheckEntry(report.verdict, report.calls["forward"], report.calls["backward"])
    return LayerEntry(**{**vars(now), "checks": {"gradient": check}})


def work(*, calls: bool) -> None:
    """Measure all layers, and print them as JSON."""
    every = entries()
    if os.environ.get("ETHAN_ORDER"):
        random.Random(int(os.environ["ETHAN_ORDER"])).shuffle(every)
    print(json.dumps({entry.name: measured(entry, calls=calls).to_json() for entry in every}))


def run(python: str, setting: dict[str, str], *, calls: bool) -> dict[str, LayerEntry]:
    """The layers as another process measures them."""
    command = [python, __file__, "--work", *(["--calls"] if calls else [])]
    environment = {**os.environ, **USUAL, **setting}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{python} {setting}: {done.stderr[-2000:]}")
    warnings = [line for line in done.stderr.splitlines() if "CPU features" in line or "disable" in line]
    if warnings:
        print(f"    ({warnings[0].strip()})")
    return {name: entry_of(data, name) for name, data in json.loads(done.stdout).items()}


def reported(before: dict[str, LayerEntry], now: dict[str, LayerEntry]) -> Iterator[str]:
    """What is said of layers that nobody changed."""
    for name, entry in before.items():
        for difference in compare(entry, now[name]).differences:
            if difference.state != "same":
                numbers = f"{difference.before} and {difference.now}, {difference.excess:.3g} times"
                yield f"{name}: {difference.state}: {difference.what} {numbers}"


def moved(before: dict[str, LayerEntry], now: dict[str, LayerEntry]) -> tuple[int, float]:
    """How many arrays are not the same to the last digit, which shows that a setting does something, and how
    much of its allowance the worst of them takes.
    """
    count, most = 0, 0.0
    for name, entry in before.items():
        for key, case in entry.cases.items():
            for which, value in case.values.items():
                after = now[name].cases[key].values[which].values
                count += value.values != after
                for old, new, allowed in zip(value.values, after, value.allowance, strict=True):
                    most = max(most, abs(old - new) / allowed if allowed else 0.0)
    return count, most


def with_wrong_entries(place: float) -> Callable[..., dict[str, Any]]:
    """What runs a layer, and then changes one entry of each gradient."""

    def run_wrongly(*arguments: Any) -> dict[str, Any]:
        results = run_at(*arguments)
        for name, result in results.items():
            if name != OUTPUT and np.size(result):
                results[name] = wrong = np.array(result, dtype=np.float64)
                wrong.flat[int(place * wrong.size)] *= 1 + CHANGE
        return results

    return run_wrongly


def planted(layers: list[Entry]) -> tuple[int, int, int]:
    """How many changes of one entry were tried, how many of them any allowance lets be seen, and how many of
    these were reported.
    """
    rng = np.random.default_rng(0)
    tried = visible = seen = 0
    for layer in layers:
        before = measuring.measure(prepare(layer), len(layer.cases))
        with mock.patch.object(measuring, "run_at", with_wrong_entries(rng.random())):
            now = measuring.measure(prepare(layer), len(layer.cases))
        for key, case in before.cases.items():
            for name, value in case.values.items():
                after = now.cases[key].values[name]
                moved = [abs(a - b) for a, b in zip(value.values, after.values, strict=True)]
                if name == OUTPUT or not any(moved):
                    continue
                tried += 1
                visible += any(m > a for m, a in zip(moved, value.allowance, strict=True))
                seen += not value.holds(after)
    return tried, visible, seen


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--calls", action="store_true")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(calls=arguments.calls)
        return
    started = time.perf_counter()
    base = run(sys.executable, {}, calls=arguments.calls)
    values = sum(len(case.values) for entry in base.values() for case in entry.cases.values())
    print(f"{len(base)} layers, {values} arrays, each by three sums; {time.perf_counter() - started:.0f} s")
    settings = [(words, sys.executable, setting) for words, setting in SETTINGS]
    settings += [(python, python, {}) for python in arguments.python]
    for words, python, setting in settings:
        now = run(python, setting, calls=arguments.calls)
        lines = list(reported(base, now))
        count, most = moved(base, now)
        print(f"{words}: {len(lines)} reports; {count} arrays moved, by {most:.2g} of the allowance at most")
        for line in lines[:10]:
            print(f"    {line}")
    tried, visible, seen = planted(entries())
    print(f"one entry changed by {CHANGE:g} of itself: {tried} arrays, {visible} visible, {seen} reported")


if __name__ == "__main__":
    main()
