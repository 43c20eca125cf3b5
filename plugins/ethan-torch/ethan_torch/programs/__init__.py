"""What is run: a function of tensors, a rule, or a module."""

from __future__ import annotations

import types
from functools import partial
from typing import Any

from torch import nn
from torch.autograd import Function

from ethan_torch.arguments import argument_names
from ethan_torch.programs.function import FunctionProgram
from ethan_torch.programs.module import ModuleProgram, WithMethod
from ethan_torch.programs.operators import operator_names
from ethan_torch.programs.program import Caller, Program, directly

__all__ = ["Caller", "FunctionProgram", "ModuleProgram", "Program", "directly", "program_of"]


def program_of(thing: Any) -> Program | None:
    """The program that a thing is; None where it is none of torch's and no plain function either.

    >>> import torch
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
        name = f"{type(owner).__name__}.{thing.__name__}"
        return ModuleProgram(WithMethod(owner, thing.__func__), name, argument_names(thing))
    if not callable(thing) or isinstance(thing, type) or callable(getattr(thing, "backward", None)):
        return None
    operator = operator_names(thing)
    if operator is not None:
        return FunctionProgram(thing, *operator)
    inner = thing.func if isinstance(thing, partial) else thing
    name = getattr(inner, "__name__", None) or type(inner).__name__
    return FunctionProgram(thing, str(name))


def _names_of_rule(rule: Any) -> list[str]:
    """What a rule's inputs are called; where forward is given a context it comes first."""
    has_context = rule.setup_context is Function.setup_context
    return argument_names(rule.forward, skipped=int(has_context))
