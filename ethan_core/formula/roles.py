"""What each line of a layer is for: it follows from its left side and from who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from ethan_core.formula.evaluate import LOSS
from ethan_core.formula.nodes import Cotangent, Derivative, Formula, Name, Node, Read, Target

__all__ = ["Role", "differentiated", "name_of", "role_of"]

Role: TypeAlias = Literal["output", "definition", "derivative", "gradient"]


def role_of(line: Formula, lines: Sequence[Formula]) -> Role:
    """The role of one line among all.

    dL/dX is a gradient unless a line defines L, as in a loss: then it is a derivative like any other.

    >>> from ethan_core.formula import parse_formulas
    >>> lines = parse_formulas("u = 2*w; Y = u*X; dL/dX = dL/dY*u".replace("; ", chr(10))).lines
    >>> [role_of(line, lines) for line in lines]
    ['definition', 'output', 'gradient']
    """
    name = name_of(line)
    if isinstance(line.left, Derivative):
        return "gradient" if name == LOSS and not _defines(lines, LOSS) else "derivative"
    if name in differentiated(lines):
        return "output"
    is_read = any(_reads(each.expression, name) for each in lines if each is not line)
    return "definition" if is_read else "output"


def name_of(line: Formula) -> str:
    """What a line defines or differentiates."""
    return line.left.of.name if isinstance(line.left, Derivative) else line.left.name


def differentiated(lines: Sequence[Formula]) -> set[str]:
    """The outputs that lines differentiate, or whose cotangent they read."""
    above = {name_of(line) for line in lines if isinstance(line.left, Derivative)}
    if not _defines(lines, LOSS):
        above.discard(LOSS)
    return above.union(*(_cotangents(line.expression) for line in lines))


def _defines(lines: Sequence[Formula], name: str) -> bool:
    return any(isinstance(line.left, Target) and line.left.name == name for line in lines)


def _reads(node: Node, name: str) -> bool:
    if isinstance(node, Read | Name) and node.name == name:
        return True
    return any(_reads(child, name) for child in node.children())


def _cotangents(node: Node) -> set[str]:
    own = {node.name} if isinstance(node, Cotangent) else set()
    return own.union(*(_cotangents(child) for child in node.children()))
