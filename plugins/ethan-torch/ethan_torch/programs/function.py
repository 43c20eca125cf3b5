"""A function of tensors as a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch

from ethan_torch.arguments import argument_names
from ethan_torch.programs.program import Caller, directly

__all__ = ["FunctionProgram"]


class FunctionProgram:
    """A function, which is shared by all copies.

    >>> FunctionProgram(torch.sin, "sin").run((torch.zeros(1),), {}, torch.float64)
    tensor([0.])
    """

    ethan_opaque = True
    keeps_all_outputs = False

    def __init__(self, function: Callable[..., Any], name: str, names: list[str] | None = None) -> None:
        self.function, self.name = function, name
        self.parameters: Mapping[str, torch.Tensor] = {}
        self.replaced: set[str] = set()
        self.argument_names = argument_names(function) if names is None else names

    def __deepcopy__(self, memo: dict[int, Any]) -> FunctionProgram:
        return self

    def learn(self, tried: Any) -> None:
        """It is shared by its copies."""

    def start(self, arguments: tuple[Any, ...]) -> None:
        """A function has none."""

    def run(
        self,
        arguments: tuple[Any, ...],
        parameters: Mapping[str, torch.Tensor],
        dtype: Any,
        caller: Caller = directly,
    ) -> Any:
        return caller(partial(self.function, *arguments))
