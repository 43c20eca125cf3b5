"""Whether the certificate is true: errors planted at multiples of it, in random entries of every gradient.

    python benchmarks/certificate.py             the zoo's layers: about half a minute
    python benchmarks/certificate.py --every 6   every sixth layer

For each layer and two points, the gradient check of that one case says for every gradient which error in
a single entry it would have seen. Such errors are then planted, and the check runs again. A gradient that
is structurally zero has no size to which an error could be relative, and is left out.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence

from points import typical_draw  # first: sets up paths and threads

import numpy as np  # isort: skip
from cost_curve import judged, off_by
from planted import Entry, with_wrong_entry
from zoo import load_zoo
from zoo.specimen import Specimen

__all__ = ["MULTIPLES", "main", "shares"]

MULTIPLES = (0.01, 1, 2, 10)
"""Of the certificate."""

_ZERO = 1e-10
"""A gradient whose largest entry is a smaller share of the layer's largest is structurally zero."""


def shares(zoo: Sequence[Specimen], entries: int = 3) -> tuple[dict[float, float], int]:
    """For every multiple the share of errors that were caught, and of how many."""
    caught = dict.fromkeys(MULTIPLES, 0)
    tried = 0
    for specimen in zoo:
        for seed in range(2):
            some = typical_draw(specimen, seed)
            probe = judged(specimen, specimen.cls, some).probe
            sizes = {name: float(np.max(np.abs(g), initial=0.0)) for name, g in probe.gradients.items()}
            rng = np.random.default_rng(seed)
            for name, size in sizes.items():
                certificate = probe.detectable_error(name)
                if not np.isfinite(certificate) or size < _ZERO * max(sizes.values()):
                    continue
                for _ in range(entries):
                    tried += 1
                    entry = Entry(name, float(rng.random()))
                    for multiple in MULTIPLES:
                        wrong = with_wrong_entry(specimen, entry, off_by(multiple * certificate))
                        caught[multiple] += judged(specimen, wrong, some).verdict == "fail"
    return {multiple: count / max(1, tried) for multiple, count in caught.items()}, tried


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take every n-th layer of the zoo")
    chosen = parser.parse_args(arguments)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found, tried = shares(load_zoo()[:: chosen.every])
    print(f"| an error of so many times the certificate | caught, of {tried} |")
    print("| --- | --- |")
    for multiple, share in found.items():
        print(f"| {multiple:g} | {100 * share:.1f}% |")


if __name__ == "__main__":
    main()
