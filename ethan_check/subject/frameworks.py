"""What belongs to another framework, known by the names of its classes: none of them is imported here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ethan_check.subject.execution.what_it_is import pieces_of

__all__ = ["Foreign", "foreign_array", "foreign_layer"]


@dataclass(frozen=True)
class Foreign:
    """A class of a framework's.

    Args:
        name: what people call it.
        distribution: what translates it.
        is_made: whether layers are objects of the class, and not the class itself.
    """

    name: str
    distribution: str
    is_made: bool = True


_LAYERS = {
    "torch.nn.modules.module.Module": Foreign("torch.nn.Module", "ethan-torch"),
    "torch.autograd.function.Function": Foreign("torch.autograd.Function", "ethan-torch", is_made=False),
    "jax._src.custom_derivatives.custom_vjp": Foreign("jax.custom_vjp", "ethan-jax"),
    "jax._src.custom_derivatives.custom_jvp": Foreign("jax.custom_jvp", "ethan-jax"),
}
"""By module and name: classes that layers are instances or subclasses of."""

_ARRAYS = {
    "torch.Tensor": Foreign("torch.Tensor", "ethan-torch"),
    "jax.Array": Foreign("jax.Array", "ethan-jax"),
    "jaxlib._jax.ArrayImpl": Foreign("jax.Array", "ethan-jax"),
}
"""The same for arrays: a function that is given one is a function of theirs."""


def foreign_layer(thing: Any) -> Foreign | None:
    """The framework's class that an object, or a class, is one of.

    >>> Module = type("Module", (), {"__module__": "torch.nn.modules.module"})
    >>> foreign_layer(type("Mine", (Module,), {})())
    Foreign(name='torch.nn.Module', distribution='ethan-torch', is_made=True)
    >>> foreign_layer(len) is None
    True
    """
    return _named_in(_LAYERS, thing)


def foreign_array(inputs: Any) -> Foreign | None:
    """The framework's class that an array is one of, or the first such array in a tuple.

    >>> Tensor = type("Tensor", (), {"__module__": "torch"})
    >>> foreign_array((1.0, [Tensor()])).name
    'torch.Tensor'
    """
    left, seen = [inputs], set()
    while left:
        one = left.pop()
        if not isinstance(one, tuple | list):
            if found := _named_in(_ARRAYS, one):
                return found
        elif id(one) not in seen:  # A list may hold itself.
            seen.add(id(one))
            left += reversed(list(pieces_of(one)))
    return None


def _named_in(table: Mapping[str, Foreign], thing: Any) -> Foreign | None:
    bases = (thing if isinstance(thing, type) else type(thing)).__mro__
    names = (f"{base.__module__}.{base.__qualname__}" for base in bases)
    return next((table[name] for name in names if name in table), None)
