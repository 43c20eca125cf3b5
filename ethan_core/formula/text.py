"""A tree back into the notation, with the fewest brackets that keep its meaning."""

from __future__ import annotations

from ethan_core.formula.nodes import (
    Binary,
    Binder,
    Call,
    Compare,
    Conditional,
    Cotangent,
    Derivative,
    Flat,
    Formula,
    Generator,
    Logical,
    Name,
    Node,
    Not,
    Number,
    Position,
    Read,
    Star,
    Target,
    Unary,
)

__all__ = ["strength", "write"]

_BINDING = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6}
_NEGATIVE, _POWER, _ATOM = 7, 8, 9


def strength(node: Node) -> int:
    """How tightly a node holds together: 0 for a conditional, 9 for a name.

    >>> strength(Binary("+", Name("a"), Name("b"))) < strength(Binary("*", Name("a"), Name("b")))
    True
    """
    match node:
        case Conditional():
            return 0
        case Logical(operator):
            return _BINDING[operator]
        case Not():
            return _BINDING["not"]
        case Compare():
            return _BINDING["compare"]
        case Unary():
            return _NEGATIVE
        case Binary(operator):
            return _BINDING.get(operator, _POWER)
    return _ATOM


def write(node: Node) -> str:
    """The notation of a node; parsing it gives the node back.

    >>> write(Binary("-", Name("a"), Binary("-", Name("b"), Name("c"))))
    'a-(b-c)'
    """
    match node:
        case Number(text):
            return text
        case Name(name):
            return name
        case Star(name):
            return f"*{name}"
        case Flat(indices):
            return f"flat({_listed(indices)})"
        case Read(name, indices):
            return f"{name}[{_listed(indices)}]"
        case Cotangent(name, indices):
            return f"dL/d{_target(name, indices)}"
        case Target(name, indices):
            return _target(name, indices)
        case Derivative(of, by):
            return f"d{write(of)}/d{write(by)}"
        case Position(items):
            return f"({_listed(items)})"
        case Unary(operand):
            return f"-{_at_least(operand, _NEGATIVE)}"
        case Binary("**", left, right):
            return f"{_at_least(left, _ATOM)}**{_at_least(right, _NEGATIVE)}"
        case Binary(operator, left, right):
            space = " " if operator in "+-" and _is_wide(node) else ""
            sides = _at_least(left, strength(node)), _at_least(right, strength(node) + 1)
            return f"{sides[0]}{space}{operator}{space}{sides[1]}"
        case Compare(operator, left, right):
            return f"{_at_least(left, 5)} {operator} {_at_least(right, 5)}"
        case Logical(operator, left, right):
            level = _BINDING[operator]
            return f"{_at_least(left, level)} {operator} {_at_least(right, level + 1)}"
        case Not(operand):
            return f"not {_at_least(operand, _BINDING['not'])}"
        case Conditional(value, condition, otherwise):
            return f"{_at_least(value, 1)} if {_at_least(condition, 1)} else {write(otherwise)}"
        case Call(function, arguments):
            return f"{function}({_listed(arguments)})"
        case Binder(name, star, bound):
            return f"{'*' * star}{name}" + (f" < {write(bound)}" if bound is not None else "")
        case Generator(kind, body, binders, condition):
            only = f" if {_at_least(condition, 1)}" if condition is not None else ""
            return f"{kind}({write(body)} for {_listed(binders)}{only})"
        case Formula(left, expression, binders):
            ranges = f" for {_listed(binders)}" if binders else ""
            return f"{write(left)} = {write(expression)}{ranges}"
    raise AssertionError(node)


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(write(node) for node in nodes)


def _target(name: str, indices: tuple[Node, ...]) -> str:
    return f"{name}[{_listed(indices)}]" if indices else name


def _at_least(node: Node, level: int) -> str:
    return write(node) if strength(node) >= level else f"({write(node)})"


def _is_wide(node: Binary) -> bool:
    """Terms that are calls read better apart; indices such as i*s+p read better together."""
    return any(isinstance(side, Call | Generator) for side in (node.left, node.right))
