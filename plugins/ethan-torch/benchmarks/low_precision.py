"""Right operators of bfloat16 and float16 alone, and ones that are 1% wrong.

    python benchmarks/low_precision.py [seeds]

Prints for each precision, with and without a reference, how many right operators are accused on so many seeds
(100 by default), how many of those that are 1% wrong are caught, and the certificates. The operators are
those of tests/low_precision.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import ethan_torch
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from low_precision import operators

CHECKS = {"without a reference": "gradient", "with a reference": "torch-reference"}


def main(seeds: int) -> None:
    """Judge each operator with each seed, right and wrong."""
    for dtype in (torch.bfloat16, torch.float16):
        for words, check in CHECKS.items():
            verdicts: dict[float, list[str]] = {1.0: [], 1.01: []}
            certificates: list[float] = []
            for factor, found in verdicts.items():
                for operator, reference, inputs in operators(dtype, factor).values():
                    for seed in range(seeds):
                        random = torch.Generator().manual_seed(seed)
                        drawn = [torch.randn(one.shape, generator=random).to(dtype) for one in inputs]
                        report = ethan_torch.check(
                            operator, *drawn, reference=reference, checks=[check], seed=seed, shrink=False
                        )
                        found.append(report.verdict)
                        certificates += report.certificate.values() if factor == 1.0 else ()
            right, wrong = verdicts.values()
            text = f"{right.count('fail')} of {len(right)} right ones accused, "
            text += f"{len(right) - right.count('fail') - right.count('pass')} undecided, "
            text += f"{wrong.count('fail')} of {len(wrong)} wrong ones caught"
            if certificates:
                text += f", certificates {np.median(certificates):.1e} ({max(certificates):.1e} at worst)"
            print(f"{str(dtype).removeprefix('torch.')}, {words}: {text}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
