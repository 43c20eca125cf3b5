"""A formula as LaTeX, the way a book would set it."""

from __future__ import annotations

import re

from ethan_core.formula.nodes import Derivative, Formula, Node
from ethan_core.formula.words import EXTREMES, RELATIONS

__all__ = ["spell", "write_latex"]

_TERM, _FACTOR, _ATOM = 5, 6, 9
_BINDING = {"if": 0, "or": 1, "and": 2, "not": 3, "negative": 7, "**": 8, **dict.fromkeys(RELATIONS, 4)}
_BINDING |= {"+": _TERM, "-": _TERM, "*": _FACTOR, "/": _FACTOR, "//": _FACTOR, "%": _FACTOR}
"""How tightly a part holds together; what is not here is an atom."""
_SIGNS = dict(zip(RELATIONS, ("=", r"\neq", "<", r"\leq", ">", r"\geq"), strict=True))
_SIGNS |= {"and": r"\land", "or": r"\lor", "%": r"\bmod", "+": "+", "-": "-"}
_COMMANDS = ("log", "tanh", "sin", "cos", "exp", "max", "min")
_FENCES = {"sqrt": (r"\sqrt{", "}"), "abs": (r"\left|", r"\right|")}
_FENCES["floor"] = (r"\left\lfloor ", r" \right\rfloor")
_OPERATORS = {"sum": r"\sum", "prod": r"\prod", "max": r"\max", "min": r"\min"}
_ROW = r" \\ "
_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|"
    "phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)


def write_latex(node: Node) -> str:
    r"""The LaTeX of a node.

    >>> from ethan_core.formula import parse_formula
    >>> print(write_latex(parse_formula("Y = a/sh")))
    Y = \frac{a}{s_h}
    """
    level = _BINDING.get(node.kind, _ATOM)
    match node:
        case Formula(parts=(left, right, *binders)):
            bounds = [write_latex(binder) for binder in binders if binder.parts]
            ranges = rf" \qquad {', '.join(bounds)}" if bounds else ""
            return f"{write_latex(left)} = {write_latex(right)}{ranges}"
        case Derivative(parts=(of, by)):
            return rf"\frac{{\partial {write_latex(of)}}}{{\partial {write_latex(by)}}}"
        case Node("number", name=text):
            return text
        case Node("name", (bound,)):  # an index of a `for`
            return rf"0 \leq {spell(node.name)} < {_at_least(bound, _TERM)}"
        case Node("pi"):
            return r"\pi"
        case Node("star", name=name):
            return rf"\mathbf{{{name}}}"
        case Node("name" | "entry" | "target"):
            return _indexed(node)
        case Node("cotangent"):
            return rf"\frac{{\partial L}}{{\partial {_indexed(node)}}}"
        case Node("not", (operand,)):
            return rf"\lnot {_bracketed(operand)}"
        case Node("negative", (operand,)):
            return f"-{_at_least(operand, _FACTOR)}"
        case Node("if"):
            rows = []
            while node.kind == "if":
                value, test, node = node.parts
                rows.append(rf"{write_latex(value)} & \text{{if }} {write_latex(test)}")
            rows.append(rf"{write_latex(node)} & \text{{otherwise}}")
            return rf"\begin{{cases}} {_ROW.join(rows)} \end{{cases}}"
        case Node("/" | "//" as sign, (left, right)):
            quotient = rf"\frac{{{write_latex(left)}}}{{{write_latex(right)}}}"
            return quotient if sign == "/" else quotient.join(_FENCES["floor"])
        case Node("**", (base, exponent)):
            stands_alone = base.kind in ("number", "name", "pi", "entry", "abs", "floor")
            return f"{write_latex(base) if stands_alone else _bracketed(base)}^{{{write_latex(exponent)}}}"
        case Node("*", (left, right)):
            second = _at_least(right, level + 1)
            sign = r" \cdot " if second[0].isdigit() or second[0] == "-" else " "
            return f"{_bracketed(left) if _is_open(left) else _at_least(left, level)}{sign}{second}"
        case Node(sign, (left, right)) if sign in RELATIONS:
            return f"{_at_least(left, _TERM)} {_SIGNS[sign]} {_at_least(right, _TERM)}"
        case Node(sign, (left, right)) if sign in _SIGNS:
            return f"{_at_least(left, level)} {_SIGNS[sign]} {_at_least(right, level + 1)}"
    return _generator(node) if node.binders else _call(node)


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
    if len(name) == 2 and name.islower() and name[1] in "hw":  # height and width
        return f"{name[0]}_{name[1]}"
    if numbered := re.fullmatch(r"([A-Za-z]+?)_?([0-9]+)", name):
        return f"{spell(numbered[1])}_{{{numbered[2]}}}"
    if below := re.fullmatch(r"([A-Za-z])_([A-Za-z]+)", name):
        return f"{below[1]}_{{{spell(below[2])}}}"
    return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"


def _indexed(node: Node) -> str:
    spelt = spell(node.name)
    if not node.parts:
        return spelt
    below = ",".join(map(write_latex, node.parts))
    return f"{{{spelt}}}_{{{below}}}" if "_" in spelt else f"{spelt}_{{{below}}}"


def _call(node: Node) -> str:
    function, listed = node.kind, ", ".join(map(write_latex, node.parts))
    if function in _FENCES:
        return listed.join(_FENCES[function])
    high = ("if", "/", "//", "for", "cotangent")  # what reads badly as an exponent
    if function == "exp" and not any(part.kind in high for part in node.walk()):
        return f"e^{{{listed}}}"
    name = rf"\{function}" if function in _COMMANDS else rf"\operatorname{{{function}}}"
    return rf"{'' if function == 'position' else name}\left({listed}\right)"


def _generator(node: Node) -> str:
    body, _, *conditions = node.parts
    below = [write_latex(part) for part in (*node.binders, *conditions)]
    is_short = not conditions and not any(binder.parts for binder in node.binders)
    stacked = ",".join(below) if is_short or len(below) == 1 else rf"\substack{{{_ROW.join(below)}}}"
    name = _OPERATORS.get(node.kind, rf"\operatorname*{{{node.kind.replace('_', ' ')}}}")
    return f"{name}_{{{stacked}}} {_at_least(body, _ATOM if node.kind in EXTREMES else _FACTOR)}"


def _at_least(node: Node, level: int) -> str:
    """The part, in brackets where it would fall apart; a fraction holds together by itself."""
    opens = bool(node.binders) and level > _FACTOR
    holds = node.kind in ("/", "//") or (_BINDING.get(node.kind, _ATOM) >= level and not opens)
    return write_latex(node) if holds else _bracketed(node)


def _is_open(node: Node) -> bool:
    """Whether a factor to the right would seem to stand below the part's sum sign."""
    return _is_open(node.parts[0]) if node.kind == "negative" else bool(node.binders)


def _bracketed(node: Node) -> str:
    return rf"\left({write_latex(node)}\right)"
