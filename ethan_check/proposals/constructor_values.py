"""Values for constructor arguments that have no default, from what they are called and annotated as."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from ethan_check.cases.construct import SUPPLIED

__all__ = ["constructor_values"]

_RULES: tuple[tuple[str, Any], ...] = (
    (r"kernel|filter_?size|window|ksize", 3),
    (r"pool", 2),
    (r"stride|dilation|groups|repeat", 1),
    (r"pad", 0),
    (r"heads?$", 2),
    (r"eps", 1e-5),
    (r"momentum|decay|beta", 0.9),
    (r"learning_?rate|^lr$|^eta$", 0.1),
    (r"^p$|prob|drop|rate|keep|alpha|slope|ratio|temperature", 0.5),
    (r"bias|^use_|^is_|affine", True),
)
"""What a name has in it, and a value that is usual; small, so that a layer is judged in a moment."""

_SIZES = (4, 6, 8, 10)
"""For everything else. Unequal, since what is right for equal sizes alone is a mistake that one wants to see,
and even, so that two heads divide them."""

_BY_ANNOTATION = {"float": 0.5, "bool": True}
_SHAPES = re.compile(r"shape$|dims$|sizes$")
_NAMES_OF_NO_NUMBER = re.compile(r"activation|init|(^|_)mode$|name|optimi[sz]er|fn$|func|layers?$|type$")
_NO_NUMBERS = re.compile(r"^(str|list|dict|Callable|Any)\b")


def constructor_values(target: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Arguments that a constructor may take, the likeliest first; none where it needs what cannot be guessed.

    The sizes of a layer are unequal at first, and all the same after that, for layers that need them to be.

    >>> class Attention:
    ...     def __init__(self, width, heads, bias=True): ...
    >>> list(constructor_values(Attention))
    [{'width': 4, 'heads': 2}]
    >>> class Linear:
    ...     def __init__(self, n_in, n_out): ...
    >>> list(constructor_values(Linear))
    [{'n_in': 4, 'n_out': 6}, {'n_in': 4, 'n_out': 4}]
    """
    needed = list(_needed(target))
    if not needed or any(map(_takes_no_number, needed)):
        return
    seen: list[dict[str, Any]] = []
    for sizes in (_SIZES, (_SIZES[0],) * len(_SIZES)):
        left = list(sizes)
        values = {parameter.name: _value(parameter, left) for parameter in needed}
        if None not in values.values() and values not in seen:
            seen.append(values)
            yield values


def _needed(target: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):
        return
    for parameter in parameters:
        is_named = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        if is_named and parameter.default is parameter.empty and parameter.name not in SUPPLIED:
            yield parameter


def _takes_no_number(parameter: inspect.Parameter) -> bool:
    name, annotation = parameter.name.lower(), _annotation(parameter)
    return bool(_NAMES_OF_NO_NUMBER.search(name) or _NO_NUMBERS.search(annotation))


def _annotation(parameter: inspect.Parameter) -> str:
    annotation = parameter.annotation
    if annotation is parameter.empty:
        return ""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def _value(parameter: inspect.Parameter, sizes: list[int]) -> Any:
    """A value for one argument; a size is taken from the list, None where there is none left."""
    name, annotation = parameter.name.lower(), _annotation(parameter)
    if annotation in _BY_ANNOTATION:
        return _BY_ANNOTATION[annotation]
    for pattern, value in _RULES:
        if re.search(pattern, name):
            return value
    if _SHAPES.search(name) or annotation.startswith("tuple"):
        return [sizes.pop(0), sizes.pop(0)] if len(sizes) > 1 else None
    return sizes.pop(0) if sizes else None
