"""torch's gradcheck, slow, on the modern bugs: `python benchmarks/first_sight_of_torch.py [cases]`.

The peer of `first_sight.py`: each layer stands in an autograd.Function, its parameters among the inputs, on
the one natural case and on so many that its author's rule draws (12 by default). A bug counts as caught if
gradcheck refuses it on a case on which it accepts the correct layer.
"""

from __future__ import annotations

import copy
import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from zoo import test_modern_is_sound_one as first_part
from zoo import test_modern_is_sound_two as second_part
from zoo.modern import ModernSpecimen, load_modern

from ethan_core import Case

MODERN = load_modern()


def called(specimen: ModernSpecimen, layer: Any, inputs: Any) -> tuple[list[Any], Callable[..., Any], bool]:
    """The outputs of forward, backward for a cotangent of each, and whether it takes none, as losses do."""
    if specimen.name in first_part.BY_NAME:
        outputs, backward = first_part.forward(layer, inputs)
        is_loss = first_part.is_loss(layer)
        return outputs, (lambda cotangent: backward()) if is_loss else backward, is_loss
    out, context = second_part.forward(layer, inputs)
    is_loss = not second_part.takes_cotangent(layer, context)
    return [np.array(out)], lambda cotangent: second_part.backward(layer, context, cotangent), is_loss


def accepts(specimen: ModernSpecimen, case: Case) -> bool:
    """Whether gradcheck finds nothing at one case, with torch's default tolerances."""
    floats = [at for at, array in enumerate(case.inputs) if getattr(array, "dtype", None) == np.float64]
    start = copy.deepcopy(case.layer)
    held = dict(specimen.parameters(start))
    names = [*(f"x{at or ''}" for at in floats), *held]

    def run(arrays: list[np.ndarray]) -> tuple[Any, list[Any], Callable[..., Any], bool]:
        layer = copy.deepcopy(case.layer)
        inputs = list(case.inputs)
        for at, array in zip(floats, arrays, strict=False):
            inputs[at] = array
        for (_, parameter), array in zip(
            specimen.parameters(layer).items(), arrays[len(floats) :], strict=True
        ):
            parameter[...] = array
        return layer, *called(specimen, layer, tuple(inputs))

    class Wrapped(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: torch.Tensor) -> Any:
            ctx.save_for_backward(*tensors)
            outputs = run([tensor.detach().numpy().copy() for tensor in tensors])[1]
            return tuple(torch.from_numpy(np.array(out, dtype=np.float64)) for out in outputs)

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, *cotangents: torch.Tensor) -> Any:
            layer, outputs, backward, is_loss = run(
                [tensor.detach().numpy().copy() for tensor in ctx.saved_tensors]
            )
            given = [
                np.array(one.numpy()).reshape(np.shape(out))
                for one, out in zip(cotangents, outputs, strict=True)
            ]
            found = specimen.gradients(layer, backward(*given))
            scale = float(given[0]) if is_loss else 1.0
            whole = [np.array(found[name], dtype=np.float64) for name in names if name in found]
            return tuple(torch.from_numpy(scale * gradient) for gradient in whole)

    arrays = [*(np.array(case.inputs[at]) for at in floats), *(np.array(array) for array in held.values())]
    tensors = [torch.from_numpy(array).requires_grad_() for array in arrays]
    return bool(torch.autograd.gradcheck(Wrapped.apply, tensors, raise_exception=False))


def caught(job: tuple[int, int]) -> list[tuple[str, bool, bool]]:
    """For each bug of a specimen: whether it is caught on the natural case, and on that or a drawn one."""
    at, draws = job
    torch.set_num_threads(1)
    specimen = MODERN[at]

    def cases(cls: type) -> list[Case]:
        drawn = [specimen.draw(cls, np.random.default_rng([0, number])) for number in range(draws)]
        return [specimen.natural(cls), *drawn]

    def answers(cls: type) -> list[bool]:
        found = []
        for case in cases(cls):
            try:
                with np.errstate(all="ignore"):
                    found.append(accepts(specimen, case))
            except Exception:
                found.append(False)
        return found

    right = answers(specimen.build(None))
    rows = [("", False, good) for good in right]
    for bug in specimen.bugs:
        try:
            wrong = answers(specimen.build(bug))
        except Exception:
            wrong = [True] * len(right)
        shown = [good and not bad for good, bad in zip(right, wrong, strict=True)]
        rows.append((specimen.name, shown[0], any(shown)))
    return rows


def main() -> None:
    """Print both shares."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    with multiprocessing.Pool() as pool:
        jobs = [(at, draws) for at in range(len(MODERN))]
        found = [row for rows in pool.imap(caught, jobs) for row in rows]
    rows, right = [row for row in found if row[0]], [row[2] for row in found if not row[0]]
    natural, drawn = (sum(row[place] for row in rows) for place in (1, 2))
    print(f"torch {torch.__version__}, gradcheck, slow: of {len(rows)} bugs")
    print(f"  one natural case: {natural} = {natural / len(rows):.1%}")
    print(f"  the correct layers are accepted on {sum(right)} of {len(right)} of these cases")
    print(f"  and {draws} drawn by the rule: {drawn} = {drawn / len(rows):.1%}")


if __name__ == "__main__":
    main()
