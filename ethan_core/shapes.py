"""The shape notation: `"N in_features -> N out_features"`.

Axes are separated by spaces and arrays by commas; an arrow parts inputs from outputs. An axis is

* a name: a size that is the same wherever the name stands in one signature,
* a number: a fixed size,
* an expression of names and numbers with `+ - * // ( )` and no spaces: `(H+2*ph-kh)//sh+1`,
* `*name`: any number of leading axes; `...`: the same without a name. Outputs of `...` alone are unknown.

It is the notation of jaxtyping and einops. Names that the caller has bound beforehand (a layer's own
`kernel_size`) keep their value; all others are free. A side without a single axis is an array of no axes,
such as the value of a loss: `"N *axes, N *axes ->"`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ethan_core.errors import ContractError

__all__ = ["Axis", "Shape", "Signature", "parse_shape", "parse_signature"]

_OPERATORS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
_ANY = "..."


@dataclass(frozen=True)
class Axis:
    """One axis: its text and, unless it is a `*name`, the expression that gives its size."""

    text: str
    tree: ast.expr | None

    @property
    def is_variadic(self) -> bool:
        """Whether this axis stands for any number of axes."""
        return self.tree is None

    @property
    def is_name(self) -> bool:
        """Whether this axis is one bare name, which a concrete shape can bind."""
        return isinstance(self.tree, ast.Name)

    def names(self) -> frozenset[str]:
        """The names that the expression reads (none for a variadic axis)."""
        return self._read

    @cached_property
    def _read(self) -> frozenset[str]:  # Each call of a layer asks for them.
        return frozenset(_names(self))

    def size(self, sizes: Mapping[str, int]) -> int:
        """The size of this axis when every name has the given size.

        Raises:
            KeyError: a name has no size yet.
            ContractError: it divides by 0.
        """
        assert self.tree is not None
        try:
            return _evaluate(self.tree, sizes)
        except ZeroDivisionError:
            known = " ".join(f"{name}={sizes[name]}" for name in sorted(self.names()))
            raise ContractError(f"axis {self.text!r}: division by 0 with {known}") from None


@dataclass(frozen=True)
class Shape:
    """The axes of one array.

    >>> shape = parse_shape("N C (H-k)//2+1")
    >>> shape.concrete({"N": 2, "C": 3, "H": 8, "k": 2})
    (2, 3, 4)
    """

    axes: tuple[Axis, ...]

    def __str__(self) -> str:
        return " ".join(axis.text for axis in self.axes)

    def names(self) -> frozenset[str]:
        """All names in all axes."""
        return self._read

    @cached_property
    def _read(self) -> frozenset[str]:
        return frozenset[str]().union(*(axis.names() for axis in self.axes))

    def concrete(
        self, sizes: Mapping[str, int], variadic: Mapping[str, tuple[int, ...]] | None = None
    ) -> tuple[int, ...]:
        """The shape as a tuple of sizes."""
        result: list[int] = []
        for axis in self.axes:
            if axis.is_variadic:
                result.extend((variadic or {}).get(axis.text, ()))
            else:
                result.append(axis.size(sizes))
        return tuple(result)

    def mismatch(
        self,
        actual: tuple[int, ...],
        sizes: dict[str, int],
        variadic: dict[str, tuple[int, ...]] | None = None,
    ) -> str | None:
        """Match a concrete shape, binding free names in `sizes`; say what is wrong, or None.

        >>> sizes = {"in_features": 3}
        >>> parse_shape("N in_features").mismatch((5, 4), sizes)
        'axis 1 is 4, but in_features is 3'
        >>> sizes["N"]
        5
        """
        variadic = {} if variadic is None else variadic
        stars = [position for position, axis in enumerate(self.axes) if axis.is_variadic]
        fixed = len(self.axes) - len(stars)
        if len(actual) < fixed or (not stars and len(actual) != fixed):
            came = f"{len(actual)} {'axis' if len(actual) == 1 else 'axes'}"
            return f"it has {came}, expected {fixed}{' or more' if stars else ''}"
        extra = len(actual) - fixed
        position = 0
        for axis in self.axes:
            if axis.is_variadic:
                sizes_here = tuple(actual[position : position + extra])
                if axis.text != _ANY and variadic.setdefault(axis.text, sizes_here) != sizes_here:
                    return f"{axis.text} is {sizes_here}, but was {variadic[axis.text]} before"
                position += extra
                continue
            size = actual[position]
            if axis.is_name and axis.text not in sizes:
                sizes[axis.text] = size
            elif axis.names() <= sizes.keys() and axis.size(sizes) != size:
                return f"axis {position} is {size}, but {axis.text} is {axis.size(sizes)}"
            position += 1
        return None


@dataclass(frozen=True)
class Signature:
    """The shapes of all inputs and all outputs of one forward."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]

    def __iter__(self) -> Iterator[Shape]:
        yield from self.inputs
        yield from self.outputs

    @property
    def says_outputs(self) -> bool:
        """Whether anything is known about the outputs.

        >>> parse_signature("N 5 -> ...").says_outputs
        False
        """
        return any(str(shape) != _ANY for shape in self.outputs)

    def names(self) -> frozenset[str]:
        """All names in the signature."""
        return frozenset[str]().union(*(shape.names() for shape in self))


@lru_cache(maxsize=512)
def parse_shape(text: str) -> Shape:
    """Read one shape.

    Raises:
        ContractError: an axis is not in the notation; the message names it.

    >>> str(parse_shape("*batch  features"))
    '*batch features'
    """
    axes = tuple(_parse_axis(token, text) for token in text.split())
    if sum(axis.is_variadic for axis in axes) > 1:
        raise ContractError(f"shape {text!r}: only one axis may have a star or be ...")
    return Shape(axes)


@lru_cache(maxsize=512)
def parse_signature(text: str) -> Signature:
    """Read the shapes of a forward.

    Raises:
        ContractError: there is not exactly one arrow, or an axis is not in the notation.

    >>> signature = parse_signature("N in_features -> N out_features")
    >>> [str(shape) for shape in signature]
    ['N in_features', 'N out_features']
    >>> parse_signature("N *axes, N *axes ->").outputs[0].concrete({})
    ()
    """
    parts = text.split("->")
    if len(parts) != 2:
        raise ContractError(f"shapes {text!r}: expected one arrow, as in 'N in_features -> N out_features'")
    inputs, outputs = (tuple(parse_shape(piece.strip()) for piece in part.split(",")) for part in parts)
    return Signature(inputs, outputs)


@lru_cache(maxsize=1024)
def _names(axis: Axis) -> frozenset[str]:
    if axis.tree is None:
        return frozenset()
    return frozenset(node.id for node in ast.walk(axis.tree) if isinstance(node, ast.Name))


def _parse_axis(token: str, whole: str) -> Axis:
    if token == _ANY:
        return Axis(token, None)
    if token.startswith("*"):
        if not token[1:].isidentifier():
            raise ContractError(f"shape {whole!r}: {token!r} needs a name after its star")
        return Axis(token, None)
    tree: ast.expr | None
    if token.isidentifier() and token not in ("True", "False", "None"):
        return Axis(token, ast.Name(token))  # parsed by hand, since "in" is a fine name for an axis
    try:
        tree = ast.parse(token, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # Of half a pair, or of nesting.
        tree = None
    if tree is None or not _is_size(tree):
        raise ContractError(
            f"shape {whole!r}: {token!r} is not an axis; expected a name, a number, *name, "
            "or an expression of them with + - * // and no spaces"
        )
    return Axis(token, tree)


def _is_size(node: ast.expr) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return type(value) is int
        case ast.BinOp(left=left, op=op, right=right):
            return type(op) in _OPERATORS and _is_size(left) and _is_size(right)
        case _:
            return False


def _evaluate(node: ast.expr, sizes: Mapping[str, int]) -> int:
    match node:
        case ast.Name(id=name):
            return sizes[name]
        case ast.Constant(value=int(value)):
            return value
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_evaluate(left, sizes), _evaluate(right, sizes))
        case _:  # pragma: no cover - _is_size admits nothing else
            raise AssertionError(ast.dump(node))
