"""A module as a program: with parameters of Ethan's choice in place of its own, and a state of its own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from torch import nn

from ethan_core.errors import ArgumentError
from ethan_torch.arguments import argument_names
from ethan_torch.programs.program import Caller, directly

__all__ = ["ModuleProgram", "WithMethod"]


class ModuleProgram:
    """A module in the mode that it is in; a copy has its own state, and the caller's module is never run.

    Args:
        module: is copied.
        name: what it is called in messages.
        names: of its arguments; those of its forward by default.

    >>> linear = nn.Linear(2, 1)
    >>> program = ModuleProgram(linear, "linear")
    >>> list(program.parameters), program.argument_names
    (['weight', 'bias'], ['input'])
    """

    ethan_opaque = True
    keeps_all_outputs = False

    def __init__(self, module: nn.Module, name: str, names: list[str] | None = None) -> None:
        try:
            self.module = copy.deepcopy(module)
        except Exception as error:
            text = (
                f"{name} cannot be copied, and what is given stays as it is: {type(error).__name__}: {error}"
            )
            raise ArgumentError(text) from None
        self.name, self.replaced = name, set[str]()
        self.argument_names = argument_names(module.forward) if names is None else names
        self.keeps_state = self._is_first = True
        self._look()

    def _look(self) -> None:
        """What the module holds: trained and fixed parameters, and buffers."""
        held = dict(self.module.named_parameters())
        self.parameters: Mapping[str, torch.Tensor] = {
            key: value for key, value in held.items() if value.requires_grad
        }
        self._fixed = {key: value.detach() for key, value in held.items() if not value.requires_grad}
        self.buffers = {key: buffer.detach().clone() for key, buffer in self.module.named_buffers()}

    def __deepcopy__(self, memo: dict[int, Any]) -> ModuleProgram:
        """Parameters are shared, as they are replaced whenever it runs; what a run changes is its own."""
        shared = {id(tensor): tensor for tensor in (*self.module.parameters(), *self.module.buffers())}
        new = copy.copy(self)
        if self.keeps_state:
            new.module = copy.deepcopy(self.module, shared)
        new.buffers = {key: buffer.detach().clone() for key, buffer in self.buffers.items()}
        return new

    def learn(self, tried: Any) -> None:
        """Whether a run changes what it holds."""
        self.keeps_state, self._is_first = tried.keeps_state, tried._is_first

    def start(self, arguments: tuple[Any, ...]) -> None:
        """Run the copy of the module once, and take what it holds from then on."""
        self.module(*arguments)
        self._look()

    def run(
        self,
        arguments: tuple[Any, ...],
        parameters: Mapping[str, torch.Tensor],
        dtype: Any,
        caller: Caller = directly,
    ) -> Any:
        """As `Program.run`; what forward does to its buffers stays with this copy."""
        kept = {**self._fixed, **self.buffers}
        kept = {key: one.to(dtype) if one.is_floating_point() else one for key, one in kept.items()}
        replaced = {**kept, **parameters}
        before = self._state() if self._is_first else {}
        output = caller(partial(torch.func.functional_call, self.module, replaced, arguments))
        if self._is_first:
            self.keeps_state, self._is_first = self._state() != before, False
        self.buffers = {key: replaced[key] for key in self.buffers}
        return output

    def _state(self) -> dict[Any, Any]:
        """What the module holds beside parameters and buffers, by identity: what a run changes shows."""
        state: dict[Any, Any] = {}
        for name, module in self.module.named_modules():
            for key, value in vars(module).items():
                if key in ("_parameters", "_buffers", "_modules"):
                    continue
                state[name, key] = (id(value), getattr(value, "_version", 0))
                if isinstance(value, list | tuple | set | dict):
                    items = value.values() if isinstance(value, dict) else value
                    state[name, key] += tuple(map(id, items))
        return state


class WithMethod(nn.Module):
    """A module that is called by another of its methods."""

    def __init__(self, module: nn.Module, method: Callable[..., Any]) -> None:
        super().__init__()
        self.module, self._method, self.training = module, method, module.training

    def forward(self, *arguments: Any) -> Any:
        return self._method(self.module, *arguments)
