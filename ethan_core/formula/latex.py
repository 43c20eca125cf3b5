"""A tree as LaTeX, the way a book would set it."""

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
from ethan_core.formula.spelling import spell
from ethan_core.formula.text import strength
from ethan_core.formula.vocabulary import EXTREMES

__all__ = ["write_latex"]

_SIGNS = {
    "==": "=",
    "!=": r"\neq",
    "<": "<",
    "<=": r"\leq",
    ">": ">",
    ">=": r"\geq",
    "and": r"\land",
    "or": r"\lor",
    "%": r"\bmod",
}
_COMMANDS = {"log", "tanh", "sin", "cos", "exp", "max", "min"}
_OPERATORS = {"sum": r"\sum", "prod": r"\prod", "max": r"\max", "min": r"\min"}
_TERM, _FACTOR, _ATOM = 5, 6, 9
_ROW = r" \\ "


def write_latex(node: Node) -> str:
    r"""The LaTeX of a node.

    >>> print(write_latex(Binary("/", Name("a"), Name("sh"))))
    \frac{a}{s_h}
    """
    match node:
        case Number(text):
            return text
        case Name(name):
            return spell(name)
        case Star(name):
            return rf"\mathbf{{{name}}}"
        case Flat(indices):
            return rf"\operatorname{{flat}}\left({_listed(indices)}\right)"
        case Read(name, indices) | Target(name, indices):
            return _indexed(name, indices)
        case Cotangent(name, indices):
            return rf"\frac{{\partial L}}{{\partial {_indexed(name, indices)}}}"
        case Derivative(of, by):
            return rf"\frac{{\partial {write_latex(of)}}}{{\partial {write_latex(by)}}}"
        case Position(items):
            return rf"\left({_listed(items)}\right)"
        case Unary(operand):
            return f"-{_at_least(operand, _FACTOR)}"
        case Binary():
            return _binary(node)
        case Compare(sign, left, right):
            return f"{_at_least(left, _TERM)} {_SIGNS[sign]} {_at_least(right, _TERM)}"
        case Logical(word, left, right):
            level = strength(node)
            return f"{_at_least(left, level)} {_SIGNS[word]} {_at_least(right, level + 1)}"
        case Not(operand):
            return rf"\lnot {_bracketed(operand)}"
        case Conditional():
            return _cases(node)
        case Call(function, arguments):
            return _call(function, arguments)
        case Binder(name, star, bound):
            index = write_latex(Star(name) if star else Name(name))
            return index if bound is None else f"0 \\leq {index} < {write_latex(bound)}"
        case Generator():
            return _generator(node)
        case Formula(left, expression, binders):
            bounds = ", ".join(write_latex(binder) for binder in binders if binder.bound is not None)
            ranges = rf" \qquad {bounds}" if bounds else ""
            return f"{write_latex(left)} = {write_latex(expression)}{ranges}"
    raise AssertionError(node)


def _binary(node: Binary) -> str:
    left, right = node.left, node.right
    match node.operator:
        case "/":
            return rf"\frac{{{write_latex(left)}}}{{{write_latex(right)}}}"
        case "//":
            return rf"\left\lfloor \frac{{{write_latex(left)}}}{{{write_latex(right)}}} \right\rfloor"
        case "**":
            return f"{_at_least(left, _ATOM, is_base=True)}^{{{write_latex(right)}}}"
        case "*":
            second = _at_least(right, _FACTOR + 1)
            sign = r" \cdot " if second[0].isdigit() or second[0] == "-" else " "
            first = _bracketed(left) if _is_open(left) else _at_least(left, _FACTOR)
            return f"{first}{sign}{second}"
        case "%":
            return rf"{_at_least(left, _FACTOR)} \bmod {_at_least(right, _FACTOR + 1)}"
    return f"{_at_least(left, _TERM)} {node.operator} {_at_least(right, _FACTOR)}"


def _call(function: str, arguments: tuple[Node, ...]) -> str:
    listed = _listed(arguments)
    match function:
        case "exp" if _is_low(arguments[0]):
            return f"e^{{{listed}}}"
        case "sqrt":
            return rf"\sqrt{{{listed}}}"
        case "abs":
            return rf"\left|{listed}\right|"
        case "floor":
            return rf"\left\lfloor {listed} \right\rfloor"
    name = rf"\{function}" if function in _COMMANDS else rf"\operatorname{{{function}}}"
    return rf"{name}\left({listed}\right)"


def _generator(node: Generator) -> str:
    below = [write_latex(binder) for binder in node.binders]
    if node.condition is not None:
        below.append(write_latex(node.condition))
    name = _OPERATORS.get(node.kind, rf"\operatorname*{{{node.kind.replace('_', ' ')}}}")
    tight = _TERM + 1 if node.kind not in EXTREMES else _ATOM
    return f"{name}_{{{_stacked(node, below)}}} {_at_least(node.body, tight)}"


def _stacked(node: Generator, below: list[str]) -> str:
    if node.condition is None and all(binder.bound is None for binder in node.binders):
        return ",".join(below)
    if len(below) == 1:
        return below[0]
    return rf"\substack{{{_ROW.join(below)}}}"


def _cases(node: Conditional) -> str:
    rows = []
    rest: Node = node
    while isinstance(rest, Conditional):
        rows.append(rf"{write_latex(rest.value)} & \text{{if }} {write_latex(rest.condition)}")
        rest = rest.otherwise
    rows.append(rf"{write_latex(rest)} & \text{{otherwise}}")
    return rf"\begin{{cases}} {_ROW.join(rows)} \end{{cases}}"


def _indexed(name: str, indices: tuple[Node, ...]) -> str:
    if not indices:
        return spell(name)
    below = ",".join(write_latex(index) for index in indices)
    spelt = spell(name)
    return f"{{{spelt}}}_{{{below}}}" if "_" in spelt else f"{spelt}_{{{below}}}"


def _at_least(node: Node, level: int, *, is_base: bool = False) -> str:
    """The node, in brackets where it would fall apart; a fraction or cases hold together by themselves."""
    if is_base:
        holds = isinstance(node, Number | Name | Read | Target) or _is_bracketed(node)
        return write_latex(node) if holds else _bracketed(node)
    is_fraction = isinstance(node, Binary) and node.operator in ("/", "//")
    opens = isinstance(node, Generator) and level > _FACTOR
    holds = is_fraction or (strength(node) >= level and not opens)
    return write_latex(node) if holds else _bracketed(node)


def _is_open(node: Node) -> bool:
    """Whether a factor to the right would seem to stand below the node's sum sign."""
    return isinstance(node, Generator) or (isinstance(node, Unary) and _is_open(node.operand))


def _is_bracketed(node: Node) -> bool:
    return isinstance(node, Call) and node.function in ("abs", "floor")


def _bracketed(node: Node) -> str:
    return rf"\left({write_latex(node)}\right)"


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(write_latex(node) for node in nodes)


def _is_low(node: Node) -> bool:
    """Whether a node reads well as an exponent: nothing in it that is set high."""
    high = isinstance(node, Generator | Conditional | Cotangent)
    high = high or (isinstance(node, Binary) and node.operator in ("/", "//"))
    return not high and all(_is_low(child) for child in node.children())
