"""One run of a program: what went in, what came out, and the gradients that its graph gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import torch

from ethan_torch.boundary import boundary
from ethan_torch.programs.program import Caller, directly

__all__ = ["Run", "as_input"]


def as_input(name: str) -> str:
    """The name of an input among leaves, where a parameter may be called the same."""
    return f"input {name}"


@dataclass(frozen=True)
class Run:
    """One forward.

    Args:
        inputs: the names of the tensors among the arguments, in their order.
        leaves: what gradients may be asked of, by name: inputs and parameters.
        given: what forward was handed for its inputs: copies, which it may write into.
        graphs: the node of the graph that made each of these, before forward.
        outputs: the tensors that are differentiated.
        drew: whether forward drew from a generator.
        seed: of torch's generators, in case backward draws: others than forward drew, as in a network.
        caller: makes the call to backward.
        replaced: takes the names of functions that backward replaces and that tests judge with.
    """

    inputs: Sequence[str]
    leaves: Mapping[str, torch.Tensor]
    given: Sequence[torch.Tensor]
    graphs: Sequence[object]
    outputs: Sequence[torch.Tensor]
    drew: bool = False
    seed: int = 0
    caller: Caller = directly
    replaced: set[str] = field(default_factory=set)

    @property
    def entries(self) -> int:
        """Of everything that takes part."""
        return sum(tensor.numel() for tensor in (*self.leaves.values(), *self.outputs))

    def gradients(
        self, cotangents: Sequence[torch.Tensor], *, create_graph: bool = False
    ) -> dict[str, torch.Tensor | None]:
        """The gradient of every leaf; None where no path leads to it.

        Args:
            cotangents: one for each output, of its shape and dtype.
            create_graph: whether the gradients can be differentiated again.
        """
        pairs = [(y, u) for y, u in zip(self.outputs, cotangents, strict=True) if y.requires_grad]
        if not pairs:
            return dict.fromkeys(self.leaves)
        outputs, given = zip(*pairs, strict=True)
        call = partial(
            torch.autograd.grad,
            outputs,
            tuple(self.leaves.values()),
            given,
            allow_unused=True,
            retain_graph=True,
            create_graph=create_graph,
        )
        with boundary(self.seed + 1, self.entries) as done:
            found = self.caller(call)
        self.replaced.update(done.replaced)
        return dict(zip(self.leaves, found, strict=True))

    def of_outputs(self, places: Sequence[int]) -> Run:
        """The same, of which some outputs alone are used."""
        return replace(self, outputs=[self.outputs[place] for place in places])

    def overwritten(self) -> list[str]:
        """The inputs that forward wrote into without autograd knowing: their numbers are others, and the
        graph still ends where it ended before.
        """
        names = []
        for name, given, graph in zip(self.inputs, self.given, self.graphs, strict=True):
            leaf = self.leaves.get(as_input(name))
            if leaf is not None and given.grad_fn is graph and not _same(given, leaf):
                names.append(name)
        return names

    def numbers(self) -> dict[str, torch.Tensor]:
        """What the tensors that backward may read hold now: inputs and parameters, by name."""
        held = dict(zip(self.inputs, self.given, strict=True))
        of_inputs = set(map(as_input, self.inputs))
        held |= {name: leaf for name, leaf in self.leaves.items() if name not in of_inputs}
        return {name: tensor.detach().clone() for name, tensor in held.items()}

    def changed_since(self, before: Mapping[str, torch.Tensor]) -> list[str]:
        """The names of those whose numbers are others."""
        return [name for name, numbers in self.numbers().items() if not _same(numbers, before[name])]


def _same(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether two tensors hold the same numbers; NaN is the same as NaN."""
    with torch.no_grad():
        return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())
