"""What is run: a function of tensors, or a module with parameters of Ethan's choice in place of its own."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import torch
from torch import nn
from torch.autograd import Function

from ethan_torch.arguments import argument_names

__all__ = ["FunctionProgram", "ModuleProgram", "Program", "program_of"]


class Program(Protocol):
    """Runs on tensors.

    Attributes:
        name: what it is called in messages.
        argument_names: of its positional arguments, as far as they are known.
        ethan_opaque: Ethan looks for arrays in what holds it, not in it.
    """

    name: str
    argument_names: list[str]
    ethan_opaque: bool

    @property
    def parameters(self) -> Mapping[str, torch.Tensor]:
        """What is trained, by name."""

    def start(self, arguments: tuple[Any, ...]) -> None:
        """Make the parameters that only a first forward makes."""

    def run(self, arguments: tuple[Any, ...], parameters: Mapping[str, torch.Tensor], dtype: Any) -> Any:
        """The output on these arguments, with these parameters; state of real numbers is taken in dtype."""


class FunctionProgram:
    """A function, which is shared by all copies.

    >>> FunctionProgram(torch.sin, "sin").run((torch.zeros(1),), {}, torch.float64)
    tensor([0.])
    """

    ethan_opaque = True

    def __init__(self, function: Callable[..., Any], name: str, names: list[str] | None = None) -> None:
        self.function, self.name = function, name
        self.argument_names = argument_names(function) if names is None else names

    def __deepcopy__(self, memo: dict[int, Any]) -> FunctionProgram:
        return self

    @property
    def parameters(self) -> Mapping[str, torch.Tensor]:
        return {}

    def start(self, arguments: tuple[Any, ...]) -> None:
        """A function has none."""

    def run(self, arguments: tuple[Any, ...], parameters: Mapping[str, torch.Tensor], dtype: Any) -> Any:
        return self.function(*arguments)


class ModuleProgram:
    """A module in the mode that it is in; a copy has its own state, and the caller's module is never run.

    Args:
        module: is copied.
        name: what it is called in messages.

    >>> linear = nn.Linear(2, 1)
    >>> program = ModuleProgram(linear, "linear")
    >>> list(program.parameters), program.argument_names
    (['weight', 'bias'], ['input'])
    """

    ethan_opaque = True

    def __init__(self, module: nn.Module, name: str) -> None:
        self.module = copy.deepcopy(module)
        self.name = name
        self.argument_names = argument_names(module.forward)
        self.buffers = {key: buffer.detach().clone() for key, buffer in self.module.named_buffers()}
        self.keeps_state = self._is_first = True

    def __deepcopy__(self, memo: dict[int, Any]) -> ModuleProgram:
        """Parameters are shared, as they are replaced whenever it runs; what a run changes is its own."""
        shared = {id(tensor): tensor for tensor in (*self.module.parameters(), *self.module.buffers())}
        new = copy.copy(self)
        if self.keeps_state:
            new.module = copy.deepcopy(self.module, shared)
        new.buffers = {key: buffer.detach().clone() for key, buffer in self.buffers.items()}
        return new

    @property
    def parameters(self) -> Mapping[str, torch.Tensor]:
        return {key: value for key, value in self.module.named_parameters() if value.requires_grad}

    def start(self, arguments: tuple[Any, ...]) -> None:
        """Run the module itself once, and take the buffers that it has from then on."""
        self.module(*arguments)
        self.buffers = {key: buffer.detach().clone() for key, buffer in self.module.named_buffers()}

    def run(self, arguments: tuple[Any, ...], parameters: Mapping[str, torch.Tensor], dtype: Any) -> Any:
        """As `Program.run`; what forward does to its buffers stays with this copy."""
        held = {
            key: buffer.to(dtype) if buffer.is_floating_point() else buffer
            for key, buffer in self.buffers.items()
        }
        fixed = {
            key: value.detach().to(dtype) if value.is_floating_point() else value.detach()
            for key, value in self.module.named_parameters()
            if not value.requires_grad
        }
        replaced = {**fixed, **parameters, **held}
        before = self._state() if self._is_first else {}
        output = torch.func.functional_call(self.module, replaced, arguments)
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


def program_of(thing: Any) -> Program | None:
    """The program that a thing is; None where it is none of torch's and no plain function either.

    >>> class Twice(Function):
    ...     @staticmethod
    ...     def forward(ctx, x): return 2 * x
    ...     @staticmethod
    ...     def backward(ctx, g): return 2 * g
    >>> program_of(Twice).name, program_of(nn.ReLU()).name, program_of(torch.sin).name, program_of(3)
    ('Twice', 'ReLU', 'sin', None)
    """
    if isinstance(thing, nn.Module):
        return ModuleProgram(thing, type(thing).__name__)
    if isinstance(thing, type) and issubclass(thing, Function):
        return FunctionProgram(thing.apply, thing.__name__, _names_of_rule(thing))
    owner = getattr(thing, "__self__", None)
    if isinstance(owner, type) and issubclass(owner, Function):  # Rule.apply
        return FunctionProgram(thing, owner.__name__, _names_of_rule(owner))
    if isinstance(owner, nn.Module) and isinstance(thing, types.MethodType):
        return ModuleProgram(_WithMethod(owner, thing.__func__), f"{type(owner).__name__}.{thing.__name__}")
    if not callable(thing) or isinstance(thing, type) or callable(getattr(thing, "backward", None)):
        return None
    inner = thing.func if isinstance(thing, partial) else thing
    name = getattr(inner, "__name__", None) or type(inner).__name__
    return FunctionProgram(thing, str(name))


class _WithMethod(nn.Module):
    """A module that is called by another of its methods."""

    def __init__(self, module: nn.Module, method: Callable[..., Any]) -> None:
        super().__init__()
        self.module, self._method = module, method
        self.train(module.training)

    def forward(self, *arguments: Any) -> Any:
        return self._method(self.module, *arguments)


def _names_of_rule(rule: Any) -> list[str]:
    """What a rule's inputs are called; where forward is given a context it comes first."""
    has_context = rule.setup_context is Function.setup_context
    return argument_names(rule.forward, skipped=int(has_context))
