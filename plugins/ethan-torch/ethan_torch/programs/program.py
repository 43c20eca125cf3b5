"""What a program is: tensors in, tensors out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import torch

__all__ = ["Program"]


class Program(Protocol):
    """Runs on tensors.

    Attributes:
        name: what it is called in messages.
        argument_names: of its positional arguments, as far as they are known.
        parameters: what is trained, by name.
        keeps_all_outputs: whether outputs that autograd knows nothing of are differentiated as well; else
            they are what the program declares not to be differentiable.
        ethan_opaque: Ethan looks for arrays in what holds it, not in it.
    """

    name: str
    argument_names: list[str]
    keeps_all_outputs: bool
    ethan_opaque: bool
    parameters: Mapping[str, torch.Tensor]

    def start(self, arguments: tuple[Any, ...]) -> None:
        """Make the parameters that only a first forward makes."""

    def run(self, arguments: tuple[Any, ...], parameters: Mapping[str, torch.Tensor], dtype: Any) -> Any:
        """The output on these arguments, with these parameters; state of real numbers is taken in dtype."""
