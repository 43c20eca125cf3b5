"""Where the lines of a program's backward stand, so that a failure can point at them."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from torch.autograd import Function

from ethan_torch.programs.program import Program

__all__ = ["backward_of"]


def backward_of(program: Program) -> Any:
    """The function whose lines are to blame: the backward of a rule, or what autograd differentiates. None
    where that has no lines of Python's: an operator.

    >>> from ethan_torch.programs import program_of
    >>> class Twice(Function):
    ...     @staticmethod
    ...     def forward(ctx, x): return 2 * x
    ...     @staticmethod
    ...     def backward(ctx, g): return 2 * g
    >>> backward_of(program_of(Twice)) is Twice.backward
    True
    """
    module = getattr(program, "module", None)
    function = getattr(program, "function", None) if module is None else type(module).forward
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type) and issubclass(owner, Function):
        function = owner.backward
    return function if isinstance(function, FunctionType) else None
