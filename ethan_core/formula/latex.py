"""A formula as LaTeX, the way a book would set it."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ethan_core.formula.nodes import (
    Binder,
    Derivative,
    Entry,
    Formula,
    Generator,
    Node,
    Target,
    as_entry,
    as_generator,
)
from ethan_core.formula.words import EXTREMES

__all__ = ["spell", "write_latex"]

_BINDING: dict[type[ast.AST], int] = {
    **{kind: level for level, kind in enumerate((ast.IfExp, ast.Or, ast.And, ast.Not, ast.Compare))},
    **dict.fromkeys((ast.Add, ast.Sub), 5),
    **dict.fromkeys((ast.Mult, ast.Div, ast.FloorDiv, ast.Mod), 6),
    ast.USub: 7,
    ast.Pow: 8,
}
_TERM, _FACTOR, _ATOM = 5, 6, 9
_SIGNS: dict[type[ast.AST], str] = {
    ast.Eq: "=",
    ast.NotEq: r"\neq",
    ast.Lt: "<",
    ast.LtE: r"\leq",
    ast.Gt: ">",
    ast.GtE: r"\geq",
    ast.And: r"\land",
    ast.Or: r"\lor",
    ast.Mod: r"\bmod",
    ast.Add: "+",
    ast.Sub: "-",
}
_COMMANDS = {"log", "tanh", "sin", "cos", "exp", "max", "min"}
_OPERATORS = {"sum": r"\sum", "prod": r"\prod", "max": r"\max", "min": r"\min"}
_ROW = r" \\ "
_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|"
    "phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_SIDES = "hw"
"""Second letters that tell height from width: kh, sw."""


def write_latex(node: Node) -> str:
    r"""The LaTeX of a node.

    >>> from ethan_core.formula import parse_expression
    >>> print(write_latex(parse_expression("a/sh")))
    \frac{a}{s_h}
    """
    match node:
        case Target():
            return _indexed(node.entry)
        case Derivative(of=of, by=by):
            return rf"\frac{{\partial {write_latex(of)}}}{{\partial {write_latex(by)}}}"
        case Formula():
            bounds = [_binder(binder) for binder in node.binders if binder.bound is not None]
            ranges = rf" \qquad {', '.join(bounds)}" if bounds else ""
            return f"{write_latex(node.left)} = {_write(node.expression.tree)}{ranges}"
    return _write(node.tree)


def _write(tree: ast.expr) -> str:
    match tree:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=key):
            return spell(key.removeprefix("_"))
        case ast.Starred(value=ast.Name(id=key)):
            return rf"\mathbf{{{key[1:]}}}"
        case ast.Tuple(elts=items):
            return rf"\left({_listed(items)}\right)"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return rf"\lnot {_bracketed(operand)}"
        case ast.UnaryOp(operand=operand):
            return f"-{_at_least(operand, _FACTOR)}"
        case ast.BinOp():
            return _binary(tree)
        case ast.BoolOp(op=op, values=[first, *others]):
            level = _strength(tree)
            parts = [_at_least(first, level), *(_at_least(other, level + 1) for other in others)]
            return f" {_SIGNS[type(op)]} ".join(parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{_at_least(left, _TERM)} {_SIGNS[type(op)]} {_at_least(right, _TERM)}"
        case ast.IfExp():
            return _cases(tree)
    entry, generator = as_entry(tree), as_generator(tree)
    if entry is not None:
        written = _indexed(entry)
        return rf"\frac{{\partial L}}{{\partial {written}}}" if entry.is_cotangent else written
    if generator is not None:
        return _generator(generator)
    assert isinstance(tree, ast.Call)
    return _call(ast.unparse(tree.func), tree.args)


def _strength(tree: ast.expr) -> int:
    """How tightly a part holds together: 0 for a choice, 9 for a name."""
    decides: ast.AST = getattr(tree, "op", tree)
    return _BINDING.get(type(decides), _ATOM)


def spell(name: str) -> str:
    r"""The LaTeX of a name.

    >>> [spell(name) for name in ("X", "sh", "Yhat", "sigma", "x_1", "W2", "rate")]
    ['X', 's_h', '\\hat{Y}', '\\sigma', 'x_{1}', 'W_{2}', '\\mathrm{rate}']
    """
    if len(name) == 1 and name != "_":
        return name
    if _GREEK.fullmatch(name):
        return f"\\{name}"
    if hat := re.fullmatch(r"([A-Za-z]+?)_?hat", name):
        return rf"\hat{{{spell(hat[1])}}}"
    if len(name) == 2 and name.islower() and name[1] in _SIDES:
        return f"{name[0]}_{name[1]}"
    if numbered := re.fullmatch(r"([A-Za-z]+?)_?([0-9]+)", name):
        return f"{spell(numbered[1])}_{{{numbered[2]}}}"
    if below := re.fullmatch(r"([A-Za-z])_([A-Za-z]+)", name):
        return f"{below[1]}_{{{spell(below[2])}}}"
    return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"


def _binary(tree: ast.BinOp) -> str:
    left, right, level = tree.left, tree.right, _strength(tree)
    match tree.op:
        case ast.Div():
            return rf"\frac{{{_write(left)}}}{{{_write(right)}}}"
        case ast.FloorDiv():
            return rf"\left\lfloor \frac{{{_write(left)}}}{{{_write(right)}}} \right\rfloor"
        case ast.Pow():
            return f"{_write(left) if _is_base(left) else _bracketed(left)}^{{{_write(right)}}}"
        case ast.Mult():
            second = _at_least(right, level + 1)
            sign = r" \cdot " if second[0].isdigit() or second[0] == "-" else " "
            return f"{_bracketed(left) if _is_open(left) else _at_least(left, level)}{sign}{second}"
    return f"{_at_least(left, level)} {_SIGNS[type(tree.op)]} {_at_least(right, level + 1)}"


def _is_base(tree: ast.expr) -> bool:
    entry = as_entry(tree)
    is_framed = (
        isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("abs", "floor")
    )
    return (
        isinstance(tree, ast.Constant | ast.Name)
        or (entry is not None and not entry.is_cotangent)
        or is_framed
    )


def _call(function: str, arguments: Sequence[ast.expr]) -> str:
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


def _generator(generator: Generator) -> str:
    below = [_binder(binder) for binder in generator.binders]
    if generator.condition is not None:
        below.append(_write(generator.condition))
    is_short = generator.condition is None and all(binder.bound is None for binder in generator.binders)
    stacked = ",".join(below) if is_short else _ROW.join(below)
    if not is_short and len(below) > 1:
        stacked = rf"\substack{{{stacked}}}"
    name = _OPERATORS.get(generator.kind, rf"\operatorname*{{{generator.kind.replace('_', ' ')}}}")
    tight = _ATOM if generator.kind in EXTREMES else _FACTOR
    return f"{name}_{{{stacked}}} {_at_least(generator.body, tight)}"


def _binder(binder: Binder) -> str:
    written = _write(binder.tree)  # a bound makes it a comparison
    return written if binder.bound is None else rf"0 \leq {written}"


def _cases(tree: ast.expr) -> str:
    rows = []
    while isinstance(tree, ast.IfExp):
        rows.append(rf"{_write(tree.body)} & \text{{if }} {_write(tree.test)}")
        tree = tree.orelse
    rows.append(rf"{_write(tree)} & \text{{otherwise}}")
    return rf"\begin{{cases}} {_ROW.join(rows)} \end{{cases}}"


def _indexed(entry: Entry) -> str:
    spelt = spell(entry.name)
    if not entry.indices:
        return spelt
    below = ",".join(map(_write, entry.indices))
    return f"{{{spelt}}}_{{{below}}}" if "_" in spelt else f"{spelt}_{{{below}}}"


def _at_least(tree: ast.expr, level: int) -> str:
    """The part, in brackets where it would fall apart; a fraction holds together by itself."""
    is_fraction = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div | ast.FloorDiv)
    opens = as_generator(tree) is not None and level > _FACTOR
    holds = is_fraction or (_strength(tree) >= level and not opens)
    return _write(tree) if holds else _bracketed(tree)


def _is_open(tree: ast.expr) -> bool:
    """Whether a factor to the right would seem to stand below the part's sum sign."""
    if isinstance(tree, ast.UnaryOp):
        return _is_open(tree.operand)
    return as_generator(tree) is not None


def _bracketed(tree: ast.expr) -> str:
    return rf"\left({_write(tree)}\right)"


def _listed(trees: Sequence[ast.expr]) -> str:
    return ", ".join(map(_write, trees))


def _is_low(tree: ast.expr) -> bool:
    """Whether a part reads well as an exponent: nothing in it that is set high."""
    high = as_generator(tree) is not None or isinstance(tree, ast.IfExp | ast.Div | ast.FloorDiv)
    return not high and not any(
        isinstance(part, ast.IfExp | ast.Div | ast.FloorDiv | ast.List)
        or (isinstance(part, ast.Name) and part.id.startswith("d_"))
        for part in ast.walk(tree)
    )
