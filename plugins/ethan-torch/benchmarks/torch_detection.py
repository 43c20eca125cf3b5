"""The planted bugs of tests/zoo in rules of torch's: Ethan beside gradcheck, gradgradcheck and opcheck.

    python benchmarks/torch_detection.py             every fourth bug
    python benchmarks/torch_detection.py --every 1   all of them
    python benchmarks/torch_detection.py relu conv1d those of some layers

Each layer stands in an `autograd.Function`, with its parameters among the inputs, in float64, in each of its
configurations. A bug counts as caught where a checker refuses it and is content with the correct layer in
that configuration. All run as their documentation says, at default tolerances; a refused correct layer is a
false alarm. opcheck asks about schemas and registration; gradgradcheck cannot look into numpy, and says so by
refusing everything, which catches nothing. Time is CPU for one correct layer, the median.
"""

# ruff: noqa: E402 - the number of threads is read when numpy is imported

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

import points  # noqa: F401 - first: sets up paths and threads

from as_function import LayerFunction  # isort: skip
from checkers.torch_gradcheck import as_torch  # isort: skip
import ethan_torch
import numpy as np
import torch
from ethan_torch.checks import torch_checks
from zoo import load_zoo
from zoo.draws import Draw, draw
from zoo.specimen import Specimen

from ethan_check.checks import builtin_checks

Checker = Callable[[Any, tuple[torch.Tensor, ...]], bool]

FIRST = ("gradient", "linearity", "state")
"""Asked first, which spares the others where one of them fails."""

REST = [check.name for check in (*builtin_checks(), *torch_checks()) if check.name not in FIRST]


def ethan(apply: Any, tensors: tuple[torch.Tensor, ...]) -> bool:
    """Whether all checks pass; an inconclusive answer is no catch."""
    return not any(
        finding.verdict == "fail"
        for checks in (FIRST, REST)
        for finding in ethan_torch.check(apply, *tensors, checks=checks, shrink=False).findings
    )


def gradcheck(apply: Any, tensors: tuple[torch.Tensor, ...]) -> bool:
    return bool(torch.autograd.gradcheck(apply, tensors, raise_exception=False))


def gradcheck_fast(apply: Any, tensors: tuple[torch.Tensor, ...]) -> bool:
    return bool(torch.autograd.gradcheck(apply, tensors, raise_exception=False, fast_mode=True))


def gradgradcheck(apply: Any, tensors: tuple[torch.Tensor, ...]) -> bool:
    return bool(torch.autograd.gradgradcheck(apply, tensors, raise_exception=False))


def opcheck(apply: Any, tensors: tuple[torch.Tensor, ...]) -> bool:
    """The same as an operator of torch.library, asked what does not compile."""
    out = apply(*tensors)
    name = f"ethan_benchmark::op{next(COUNT)}"
    operator = torch.library.custom_op(
        name,
        lambda tensors: apply(*tensors).detach().clone(),
        mutates_args=(),
        schema="(Tensor[] tensors) -> Tensor",
    )
    operator.register_fake(lambda tensors: tensors[0].new_empty(out.shape))

    def backward(ctx: Any, g: torch.Tensor) -> list[torch.Tensor]:
        with torch.enable_grad():
            leaves = [one.detach().requires_grad_() for one in ctx.saved_tensors]
            return list(torch.autograd.grad(apply(*leaves), leaves, g))

    operator.register_autograd(
        backward, setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs[0])
    )
    utilities = ("test_schema", "test_autograd_registration", "test_faketensor")
    found = torch.library.opcheck(operator, (list(tensors),), test_utils=utilities, raise_exception=False)
    return all(answer == "SUCCESS" for answer in found.values())


COUNT = iter(range(100_000))
CHECKERS: dict[str, Checker] = {
    "ethan_torch.check": ethan,
    "gradcheck, slow": gradcheck,
    "gradcheck, fast": gradcheck_fast,
    "gradgradcheck": gradgradcheck,
    "opcheck": opcheck,
}


def is_content(checker: Checker, specimen: Specimen, cls: type, some: Draw) -> bool:
    """Whether a checker finds nothing; what it raises is a refusal."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return checker(*as_torch(LayerFunction(specimen, cls, some.mapped(np.copy))))
        except Exception:
            return False


def configurations(specimen: Specimen) -> list[Draw]:
    """One draw of typical values in each configuration, of more than one row where it can be."""
    rng, found = np.random.default_rng(0), []
    for case in specimen.cases:
        tries = [draw(specimen, case, "typical", rng, largest=4) for _ in range(40)]
        rows = [one for one in tries if one.inputs[0].ndim and len(one.inputs[0]) > 1] or tries
        found.append(
            min(rows, key=lambda one: one.dout.size * len(one.inputs[0]) if one.dout.size < 2 else 1)
        )
    return found


def main(chosen: list[str], every: int) -> None:
    """Print the table."""
    caught, refused, controls = (dict.fromkeys(CHECKERS, 0) for _ in range(3))
    times: dict[str, list[float]] = {name: [] for name in CHECKERS}
    bugs = number = 0
    for specimen in load_zoo():
        if chosen and specimen.name not in chosen:
            continue
        draws = configurations(specimen)
        content: dict[str, list[Draw]] = {}
        for name, checker in CHECKERS.items():
            content[name] = []
            for some in draws:
                before = time.process_time()
                controls[name] += 1
                if is_content(checker, specimen, specimen.build(None), some):
                    content[name].append(some)
                else:
                    refused[name] += 1
                    if name == "ethan_torch.check":
                        print(f"  refused: {specimen.name} {dict(some.kwargs)}", flush=True)
                times[name].append(time.process_time() - before)
        for bug in specimen.bugs:
            number += 1
            if number % every:
                continue
            bugs += 1
            cls = specimen.build(bug)
            for name, checker in CHECKERS.items():
                if any(not is_content(checker, specimen, cls, some) for some in content[name]):
                    caught[name] += 1
                elif name == "ethan_torch.check":
                    print(
                        f"  missed: {specimen.name} [{bug.kind}] {bug.line!r} -> {bug.becomes!r}", flush=True
                    )
    print(f"{bugs} bugs; the layers are numpy's, in an autograd.Function\n")
    print("| checker | bugs caught | correct layers refused | CPU |\n|---|---|---|---|")
    for name in CHECKERS:
        share = f"{caught[name]} ({caught[name] / max(bugs, 1):.1%})"
        print(f"| {name} | {share} | {refused[name]} of {controls[name]} | {median(times[name]):.3f} s |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("layers", nargs="*")
    parser.add_argument("--every", type=int, default=4)
    asked = parser.parse_args()
    main(asked.layers, 1 if asked.layers else asked.every)
