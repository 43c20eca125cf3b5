"""What a program is: tensors in, tensors out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

import torch

__all__ = ["Caller", "Program", "directly"]

Caller: TypeAlias = Callable[[Callable[[], Any]], Any]
"""Makes a call that is handed to it: at once, in another thread, without gradients."""


def directly(call: Callable[[], Any]) -> Any:
    """The usual caller.

    >>> directly(lambda: 3)
    3
    """
    return call()


class Program(Protocol):
    """Runs on tensors.

    Attributes:
        name: what it is called in messages.
        argument_names: of its positional arguments, as far as they are known.
        parameters: what is trained, by name.
        keeps_all_outputs: whether outputs that autograd knows nothing of are differentiated as well; else
            they are what the program declares not to be differentiable.
        replaced: names of functions that the code replaces and that tests judge with, by any of its copies.
        ethan_opaque: Ethan looks for arrays in what holds it, not in it.
    """

    name: str
    argument_names: list[str]
    keeps_all_outputs: bool
    ethan_opaque: bool
    parameters: Mapping[str, torch.Tensor]
    replaced: set[str]

    def learn(self, tried: Any) -> None:
        """Take over what a copy has found out about itself by running, and nothing of its state."""

    def start(self, arguments: tuple[Any, ...]) -> None:
        """Make the parameters that only a first forward makes."""

    def run(
        self,
        arguments: tuple[Any, ...],
        parameters: Mapping[str, torch.Tensor],
        dtype: Any,
        caller: Caller = directly,
    ) -> Any:
        """The output on these arguments, with these parameters; state of real numbers is taken in dtype.

        Args:
            caller: makes the call to the code that is judged, and to nothing else.
        """
