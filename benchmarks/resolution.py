"""The smallest error in one entry of one gradient that a run at default settings sees.

    python benchmarks/resolution.py                        three seeds: about 1 minute
    python benchmarks/resolution.py --seeds 0 --errors 1e-8

In every layer of the zoo, one random entry of one random gradient is made wrong by an amount relative to
the gradient's largest entry; the gradient check then runs on its default 24 cases. The structural checks
are left out: they could notice that a planted error is not quite linear. The layers are split by whether
the complex step applies to their forward. Last, an error of 0 is planted, and nothing may be reported.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from points import subject_of, typical_draw  # first: sets up paths and threads

import numpy as np  # isort: skip
from planted import Entry, with_wrong_entry
from zoo import load_zoo
from zoo.runner import evaluate
from zoo.specimen import Specimen

from ethan_check import check_layer
from ethan_check.verdict.judge import judge

__all__ = ["Planted", "any_entry", "is_exact", "main", "plant"]


@dataclass(frozen=True)
class Planted:
    """One error planted in one layer, and what was said."""

    layer: str
    entry: Entry
    error: float
    seed: int
    exact: bool
    verdict: str

    @property
    def caught(self) -> bool:
        """Whether it was reported."""
        return self.verdict == "fail"


def is_exact(specimen: Specimen) -> bool:
    """Whether the complex step is believed at a typical point of a layer.

    >>> from zoo.layers.tanh import SPECIMEN
    >>> is_exact(SPECIMEN)
    True
    """
    subject = subject_of(specimen, specimen.cls, typical_draw(specimen))
    return judge(subject, np.random.default_rng(0)).probe.derivative.exact


def any_entry(specimen: Specimen, rng: np.random.Generator) -> Entry:
    """Any entry of any gradient, except of one that is 0 by structure, such as a key bias's."""
    gradients = evaluate(specimen, specimen.cls, typical_draw(specimen).mapped(np.copy))[1]
    sizes = {name: float(np.abs(gradient).max(initial=0.0)) for name, gradient in gradients.items()}
    names = [name for name, size in sizes.items() if size > 1e-10 * max(sizes.values())]
    return Entry(str(rng.choice(names)), float(rng.random()))


def plant(specimen: Specimen, error: float, seed: int, exact: bool) -> Planted:
    """Plant an error of the given relative size, run the gradient check."""
    rng = np.random.default_rng([seed, sum(specimen.name.encode())])
    entry = any_entry(specimen, rng)
    cls = with_wrong_entry(specimen, entry, _off_by(error))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = check_layer(
            cls,
            contract=specimen.contract,
            cases=specimen.cases,
            checks=("gradient",),
            seed=seed,
            shrink=False,
        )
    return Planted(specimen.name, entry, error, seed, exact, report.verdict)


def _off_by(error: float) -> Callable[[np.ndarray, int], float]:
    return lambda gradient, index: gradient[index] + error * gradient[np.abs(gradient).argmax()]


def main(arguments: Sequence[str] | None = None) -> list[Planted]:
    """Plant the errors, print the table and the misses, and give everything back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--errors", type=float, nargs="+", default=[1e-7, 1e-8, 1e-9])
    parser.add_argument("--every", type=int, default=1, help="take every n-th layer")
    chosen = parser.parse_args(arguments)
    zoo = load_zoo()[:: chosen.every]
    exact = {specimen.name: is_exact(specimen) for specimen in zoo}
    planted = [
        plant(specimen, error, seed, exact[specimen.name])
        for error in (*chosen.errors, 0.0)
        for seed in chosen.seeds
        for specimen in zoo
    ]
    print(f"| error in one entry | all {len(zoo)} layers | complex step | differences alone |")
    print("| --- | --- | --- | --- |")
    for error in (*chosen.errors, 0.0):
        these = [one for one in planted if one.error == error]
        groups = these, [one for one in these if one.exact], [one for one in these if not one.exact]
        label = f"{error:g}" if error else "none (false alarms)"
        print(f"| {label} | " + " | ".join(_share(group) for group in groups) + " |")
    print()
    for one in planted:
        if one.caught != (one.error > 0) or one.verdict == "error":
            what = "missed" if one.error else "FALSE ALARM"
            print(f"{what}: {one.layer}, {one.error:g} in {one.entry}, seed {one.seed}: {one.verdict}")
    return planted


def _share(group: Sequence[Planted]) -> str:
    if not group:
        return ""
    return f"{100 * sum(one.caught for one in group) / len(group):.1f}% of {len(group)}"


if __name__ == "__main__":
    main()
