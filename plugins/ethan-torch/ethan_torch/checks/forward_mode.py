"""Forward mode: where a rule has a jvp, it is the derivative that backward is.

The two are the two ways to read one Jacobian: for every tangent t and cotangent u, `u . jvp(t)` is
`vjp(u) . t`. The gradient check has compared the right side with differences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_torch.checks.base import about, asked

if TYPE_CHECKING:
    import torch

    from ethan_torch.asking import Asked

__all__ = ["ForwardMode"]

APART = {8: 1e-9, 4: 1e-3}
"""How far the two may be apart, of the sum of all terms, by the bytes of a number: what their roundings leave
is some of its last places, 1e-16 and 1e-7, many times over.

Unit: share of the sum of the terms' sizes. Fixed by: benchmarks/controls.py and tests/zoo/bugs/others.py.
"""


class ForwardMode:
    """Compares a jvp with the vjp, on one tangent and one cotangent."""

    name = "torch-forward-mode"
    max_cases: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program, or has no forward mode.
        """
        program = asked(subject, rng)
        tangents, pushed = _pushed(program, rng)
        usual = program.run.gradients(program.cotangents)
        ours, theirs, size = 0.0, 0.0, 0.0
        for u, t in zip(program.cotangents, pushed, strict=True):
            terms = (u * t).detach().double()
            ours, size = ours + float(terms.sum()), size + float(terms.abs().sum())
        for name, tangent in tangents.items():
            gradient = usual.get(name)
            if gradient is not None:
                terms = (gradient * tangent).double()
                theirs, size = theirs + float(terms.sum()), size + float(terms.abs().sum())
        bytes_of = min((u.element_size() for u in program.cotangents), default=8)
        apart = abs(ours - theirs) / size if size else 0.0
        problem = ""
        if np.isfinite(apart) and apart > APART.get(bytes_of, APART[4]):
            problem = (
                f"jvp is not the derivative that backward is: u . jvp(t) is {ours:.9g}, and vjp(u) . t is "
                f"{theirs:.9g}"
            )
        yield from about(self, subject, problem, "jvp" if problem else "")


def _pushed(program: Asked, rng: np.random.Generator) -> tuple[dict[str, torch.Tensor], list[torch.Tensor]]:
    """Tangents of the leaves by name, and those of the outputs.

    Raises:
        DoesNotApply: it has no forward mode.
    """
    import torch

    from ethan_torch.run import as_input
    from ethan_torch.tensors import as_tensor

    layer, _ = program.subject.fresh(program.subject.values)
    run = program.run
    names = {as_input(leaf): name for name, leaf in zip(program.subject.input_names, run.inputs, strict=True)}
    drawn = {}
    for leaf_name, leaf in run.leaves.items():
        sizes, name = rng.uniform(0.5, 1.5, tuple(leaf.shape)), names.get(leaf_name, leaf_name)
        tangent = symmetric_part(program.subject, {name: sizes})[name]
        drawn[leaf_name] = as_tensor(tangent, leaf.device).to(leaf.dtype)
    forward_ad: Any = torch.autograd.forward_ad
    with forward_ad.dual_level():
        duals = {name: forward_ad.make_dual(leaf.detach(), drawn[name]) for name, leaf in run.leaves.items()}
        inputs = [duals.get(as_input(name), given) for name, given in zip(run.inputs, run.given, strict=True)]
        parameters = {name: duals[name] for name in layer.parameters if name in duals}
        dtype = next((one.dtype for one in run.leaves.values()), torch.float64)
        try:
            layer.judged = program.judged
            pushed = layer.run_on(inputs, parameters, dtype, is_whole=False)
            pairs = [forward_ad.unpack_dual(output) for output in pushed.outputs]
        except (NotImplementedError, RuntimeError) as error:
            raise DoesNotApply(f"it has no forward mode: {str(error).partition(chr(10))[0]}") from None
        tangents = [torch.zeros_like(one.primal) if one.tangent is None else one.tangent for one in pairs]
    if all(one.tangent is None for one in pairs):
        raise DoesNotApply("no tangent comes out of it: it has no forward mode")
    return drawn, tangents
