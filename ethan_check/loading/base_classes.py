"""Classes that look like layers and are only there to be inherited from."""

from __future__ import annotations

import dis
import inspect
from typing import Any

from ethan_check.subject.conventions.spelling import BACKWARD_METHODS, FORWARD_METHODS

__all__ = ["why_a_base"]

_IDLE = {"RESUME", "NOP", "CACHE", "COPY_FREE_VARS", "PUSH_NULL", "PRECALL"}
_RETURNS_NONE = (["LOAD_CONST", "RETURN_VALUE"], ["RETURN_CONST"])


def why_a_base(cls: type) -> str:
    """Why a class is not to be judged by itself, in a few words; empty where it is a layer.

    It is a base if it is abstract, if its forward is a stub, or if its backward is one and others inherit
    from it. A backward that nobody has written yet is no reason: that is a layer with a mistake.

    >>> class Layer:
    ...     def forward(self, x):
    ...         raise NotImplementedError
    ...     def backward(self, g):
    ...         raise NotImplementedError
    >>> why_a_base(Layer)
    'a base: its forward is a stub'
    """
    if inspect.isabstract(cls):
        return f"abstract: {', '.join(sorted(getattr(cls, '__abstractmethods__', ())))}"
    forward, backward = _first(cls, FORWARD_METHODS), _first(cls, BACKWARD_METHODS)
    if is_stub(getattr(cls, forward, None)):
        return f"a base: its {forward} is a stub"
    if is_stub(getattr(cls, backward, None)) and cls.__subclasses__():
        return f"a base: its {backward} is a stub, and {cls.__subclasses__()[0].__name__} inherits from it"
    return ""


def is_stub(function: Any) -> bool:
    """Whether a function does nothing, or says that it is not implemented.

    >>> def later(x): ...
    >>> is_stub(later), is_stub(lambda x: x)
    (True, False)
    """
    code = getattr(inspect.unwrap(function) if inspect.isfunction(function) else None, "__code__", None)
    if code is None:
        return False
    steps = [step for step in dis.get_instructions(code) if step.opname not in _IDLE]
    if [step.opname for step in steps] in _RETURNS_NONE and steps[0].argval is None:
        return True
    return bool(steps) and steps[0].argval == "NotImplementedError" and steps[0].opname == "LOAD_GLOBAL"


def _first(cls: type, names: tuple[str, ...]) -> str:
    return next((name for name in names if inspect.isfunction(getattr(cls, name, None))), "")
