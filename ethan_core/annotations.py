"""Shape annotations of a forward, in the way of jaxtyping, read as a contract.

`def forward(self, x: Float[Array, "N in_features"]) -> Float[Array, "N out_features"]` says what
`Contract(shapes="N in_features -> N out_features", inputs=("x",))` says. jaxtyping itself is not needed:
annotations are read by their `dim_str`, and as text where they are not evaluated.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, get_args

from ethan_core.contract import Contract, Integers
from ethan_core.errors import ContractError
from ethan_core.shapes import parse_shape

__all__ = ["annotated_contract"]

_FLOATS = re.compile(r"(B?Float|Inexact|Real|Num|Shaped|Complex)(_?\w*)")
_INTEGERS = re.compile(r"(U?Int|Integer)(_?\w*)")
_FORWARDS = ("forward", "value", "__call__")


@dataclass(frozen=True)
class _Annotation:
    """The axes of one array in the notation of `ethan_core.shapes`, and whether it holds integers."""

    shape: str
    is_integer: bool


def annotated_contract(layer: Any) -> Contract | None:
    """What the annotations of a layer's forward say, or None where they do not say all inputs' shapes.

    Arguments with a default count as settings. Integers are drawn from 0 and 1, since an annotation does
    not say how many there are.

    >>> class Double:
    ...     def forward(self, x: 'Float[Array, "N *axes"]') -> 'Float[Array, "N *axes"]': return 2 * x
    >>> contract = annotated_contract(Double())
    >>> contract.shapes, contract.inputs
    ('N *axes -> N *axes', ('x',))
    """
    methods = (getattr(layer, name, None) for name in _FORWARDS)
    forward = layer if inspect.isfunction(layer) else next(filter(callable, methods), None)
    if forward is None:
        return None
    names = _fresh_names()
    inputs = _inputs(forward, names, is_unbound=isinstance(layer, type))
    if not inputs:
        return None
    outputs = _outputs(getattr(forward, "__annotations__", {}).get("return"), names)
    try:
        return Contract(
            shapes=f"{', '.join(one.shape for one in inputs.values())} -> {outputs}",
            inputs=tuple(inputs),
            integers={name: Integers(2) for name, one in inputs.items() if one.is_integer},
            reduction=None,
            random=None,
            keeps_dtype=None,
        )
    except ContractError:
        return None


def _inputs(
    forward: Callable[..., Any], names: Iterator[str], *, is_unbound: bool
) -> dict[str, _Annotation] | None:
    try:
        parameters = list(inspect.signature(forward).parameters.values())
    except (TypeError, ValueError):
        return None
    found = {}
    for parameter in parameters[1:] if is_unbound else parameters:
        if parameter.default is not parameter.empty:
            continue
        one = _read(parameter.annotation, names)
        if one is None or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            return None
        found[parameter.name] = one
    return found


def _outputs(annotation: Any, names: Iterator[str]) -> str:
    several = _pieces(annotation)
    read = [_read(piece, names) for piece in several or [annotation]]
    return "..." if any(one is None for one in read) else ", ".join(one.shape for one in read if one)


def _pieces(annotation: Any) -> list[Any]:
    """The parts of `tuple[...]`; none where the annotation is no tuple."""
    if isinstance(annotation, str):
        tree = _parsed(annotation)
        if isinstance(tree, ast.Subscript) and ast.unparse(tree.value).split(".")[-1].lower() == "tuple":
            parts = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
            return [ast.unparse(part) for part in parts]
        return []
    return list(get_args(annotation)) if getattr(annotation, "__origin__", None) is tuple else []


def _read(annotation: Any, names: Iterator[str]) -> _Annotation | None:
    if isinstance(annotation, str):
        kind, axes = _read_text(annotation)
    else:
        kind, axes = _kind_of(annotation), getattr(annotation, "dim_str", None)
    if not isinstance(axes, str) or not (_FLOATS.fullmatch(kind) or _INTEGERS.fullmatch(kind)):
        return None
    try:
        shape = " ".join(_axis(token, names) for token in _interpolated(axes).split())
        parse_shape(shape)
    except ContractError:
        return None
    return _Annotation(shape, is_integer=bool(_INTEGERS.fullmatch(kind)))


def _kind_of(annotation: Any) -> str:
    """`Float` of the class that `Float[Array, "N"]` makes; its name begins with that word."""
    dtypes = getattr(annotation, "dtypes", ())
    if isinstance(dtypes, list | tuple) and dtypes and all("int" in str(dtype) for dtype in dtypes):
        return "Int"
    if isinstance(dtypes, list | tuple) and dtypes and all("bool" in str(dtype) for dtype in dtypes):
        return "Bool"
    return "Float"


def _read_text(text: str) -> tuple[str, str | None]:
    """`("Float", "N d")` of `jaxtyping.Float[Array, "N d"]`."""
    tree = _parsed(text)
    if not (isinstance(tree, ast.Subscript) and isinstance(tree.slice, ast.Tuple)):
        return "", None
    last = tree.slice.elts[-1]
    if isinstance(last, ast.JoinedStr):
        axes: str | None = ast.unparse(last)[2:-1]
    else:
        axes = last.value if isinstance(last, ast.Constant) and isinstance(last.value, str) else None
    return ast.unparse(tree.value).split(".")[-1], axes


def _parsed(text: str) -> ast.expr | None:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None
    # In quotes within a module whose annotations are kept as text.
    return _parsed(tree.value) if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else tree


def _interpolated(axes: str) -> str:
    """`{self.size}` is an attribute of the layer, which a name stands for as well."""
    return re.sub(r"\{(?:self\.)?(\w+)\}", r"\1", axes)


def _axis(token: str, names: Iterator[str]) -> str:
    """One axis of jaxtyping in the notation of `ethan_core.shapes`.

    `#` allows broadcasting, `?` lets a size differ between the leaves of a tree: neither matters for one
    array. What begins with `_` is a size of its own; `name=4` is a documented 4.
    """
    token = token.replace("#", "").replace("?", "")
    if token in ("*_", "...") or (token.startswith("*_")):
        return "..."
    if token.startswith("_"):
        return next(names)
    return token.rpartition("=")[2]


def _fresh_names() -> Iterator[str]:
    return (f"any{position}" for position in count())
