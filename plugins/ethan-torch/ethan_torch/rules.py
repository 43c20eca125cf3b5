"""What is known of a rule (`autograd.Function`) that a function is."""

from __future__ import annotations

from typing import Any

from torch.autograd import Function

__all__ = ["rule_of"]


def rule_of(function: Any) -> type[Function] | None:
    """The rule that something is, or whose `apply` it is; None where it is neither.

    >>> class Same(Function): ...
    >>> rule_of(Same) is Same, rule_of(Same.apply) is Same, rule_of(abs)
    (True, True, None)
    """
    owner = function if isinstance(function, type) else getattr(function, "__self__", None)
    return owner if isinstance(owner, type) and issubclass(owner, Function) else None
