"""What the checks of this plugin share: a run of the program under a subject, and its answers by name."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np
import torch

from ethan_check import Subject
from ethan_check.subject.execution.faults import fault_of
from ethan_torch.layer import TorchLayer
from ethan_torch.programs import Caller, directly
from ethan_torch.run import Run, as_input
from ethan_torch.tensors import Array, as_array, as_tensor

__all__ = ["Asked", "is_program"]


def is_program(subject: Subject) -> bool:
    """Whether a subject is a program of torch's, of real numbers."""
    return isinstance(subject.layer, TorchLayer) and not subject.is_complex


class Asked:
    """A subject whose layer is a program, asked past the boundary.

    Args:
        subject: at its own values.
        rng: of the cotangents.
    """

    def __init__(self, subject: Subject, rng: np.random.Generator) -> None:
        self.subject, self.rng = subject, rng
        self.judged: list[bool] = []  # Which outputs, as the first run has found.
        self.run = self.again()
        self.cotangents = [self._cotangent(output) for output in self.run.outputs]

    def again(
        self, wanted: Container[str] | None = None, *, caller: Caller = directly, seed: int | None = None
    ) -> Run:
        """One more forward, on a fresh copy.

        Args:
            wanted: the subject's names of the arrays that require a gradient; all by default.
            caller: makes the call, and that to backward.
            seed: of torch's generators; the usual one by default.

        Raises:
            LayerFault: it raised.
        """
        layer, inputs = self.subject.fresh(self.subject.values)
        layer.judged, layer.caller = self.judged, caller
        layer.seed = layer.seed if seed is None else seed
        leaves = None
        if wanted is None and self.judged:
            wanted = self.subject.values  # All; and the outputs are those that have been found.
        if wanted is not None:
            of_inputs = dict(zip(self.subject.input_names, self.run.inputs, strict=True))
            leaves = {
                as_input(of_inputs[name]) if name in of_inputs else name
                for name in self.subject.values
                if name in wanted
            }
        try:
            found: Run = layer.run(inputs, leaves)
        except Exception as error:
            raise fault_of("forward", error) from None
        self.judged = layer.judged
        return found

    def gradients(self, run: Run, cotangents: Sequence[torch.Tensor]) -> dict[str, Array]:
        """By the subject's names, zero where no path leads; of those that are owed alone.

        Raises:
            LayerFault: backward raised.
        """
        try:
            found = run.gradients(cotangents)
        except Exception as error:
            raise fault_of("backward", error) from None
        return self.by_name(run, found)

    def by_name(self, run: Run, found: Mapping[str, torch.Tensor | None]) -> dict[str, Array]:
        """Tensors by leaf as arrays by the subject's names."""
        of_leaves = {
            as_input(leaf): name for name, leaf in zip(self.subject.input_names, run.inputs, strict=True)
        }
        arrays = {}
        for leaf, gradient in found.items():
            name = of_leaves.get(leaf, leaf)
            if name in self.subject.targets:
                arrays[name] = as_array(torch.zeros_like(run.leaves[leaf]) if gradient is None else gradient)
        return arrays

    def _cotangent(self, output: torch.Tensor) -> torch.Tensor:
        """Of both signs, and no entry near zero."""
        sizes = self.rng.uniform(0.5, 1.5, tuple(output.shape)) * self.rng.choice((-1.0, 1.0), output.shape)
        return as_tensor(sizes, output.device).to(output.dtype)
