"""Right operators of bfloat16 and float16 alone, drawn by seeds, and ones of which a gradient is 1% wrong.

    python benchmarks/low_precision.py [first last] [--wrong]

Judges the operators of `drawn_operators.py` with these seeds (0 to 1,000 by default), each without a
reference and with one. Prints what does not pass, and at the end how many right ones are accused, or how many
wrong ones are caught, and how long it takes.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

import ethan_torch
import numpy as np
from drawn_operators import drawn

WAYS = {"without a reference": "gradient", "with a reference": "torch-reference"}
"""By words, the check that judges gradients."""


def main(seeds: range, factor: float) -> None:
    """Judge the operator of each seed."""
    verdicts: dict[str, Counter[str]] = {words: Counter() for words in WAYS}
    certificates: list[float] = []
    before = time.process_time()
    for seed in seeds:
        one = drawn(seed, factor if seed % 2 else 2 - factor)
        for words, check in WAYS.items():
            compared = one.reference if check == "torch-reference" else None
            report = ethan_torch.check(
                one.operator, *one.inputs, reference=compared, checks=[check], seed=seed, shrink=False
            )
            verdicts[words][report.verdict] += 1
            certificates += report.certificate.values()
            if report.verdict != ("pass" if factor == 1.0 else "fail"):
                print(f"seed {seed}, {words}: {one.name}: {report.verdict}\n{report}", flush=True)
    what = "right" if factor == 1.0 else "1% wrong"
    for words, counts in verdicts.items():
        print(f"{len(seeds)} {what}, {words}: {dict(counts)}")
    if factor == 1.0:
        print(f"certificates {np.median(certificates):.1e} (median), {max(certificates):.1e} (at worst)")
    print(f"CPU: {(time.process_time() - before) / len(seeds):.2f} s each", flush=True)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    main(range(*(numbers or (0, 1000))), 1.01 if "--wrong" in sys.argv else 1.0)
