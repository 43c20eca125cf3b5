"""From text to formulas, by way of Python's parser."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ethan_core.formula.grammar import DEEPEST, Grammar
from ethan_core.formula.kinds import Kinds
from ethan_core.formula.nodes import Derivative, Formula, Node, Target, as_binders, mark
from ethan_core.formula.words import Mark, Word, read_words

__all__ = ["parse_expression", "parse_formula", "parse_lines"]

_HIGHEST = 2 * DEEPEST
"""Levels of the highest tree: a row of operators may be longer than brackets nest, but those who walk the
tree call themselves once a level."""


def parse_lines(text: str) -> tuple[Formula, ...]:
    """Every line of a text.

    Raises:
        FormulaError: something outside the notation; the message says where, and what was expected.

    >>> [str(line) for line in parse_lines("Y[n]  = X[n] ** 2")]
    ['Y[n] = X[n]**2']
    """
    return tuple(_line(words) for words in read_words(text))


def parse_formula(text: str) -> Formula:
    """The only line of a text.

    >>> print(parse_formula("Y[*i] = max(0, X[*i])").left)
    Y[*i]
    """
    lines = parse_lines(text)
    if len(lines) != 1:
        at = lines[1].at if lines else Mark(1, 1, "")
        raise at.error(f"expected one formula, found {len(lines) or 'none'}")
    return lines[0]


def parse_expression(text: str) -> Node:
    """The right side of a formula alone.

    >>> str(parse_expression("(a + b)*c"))
    '(a + b)*c'
    """
    words, *others = read_words(text) or [[Word("end", "the end", Mark(1, 1, ""))]]
    tree = _parsed(Grammar(words).expression(), words)
    if others:
        raise others[0][0].at.error(f"expected an operator or the end, found {others[0][0]}")
    Kinds(words).kind(tree)
    return Node(tree, words)


def _line(words: Sequence[Word]) -> Formula:
    tree = _parsed(Grammar(words).line(), words)
    assert isinstance(tree, ast.Tuple)
    left, right, *ranges = tree.elts
    sides = (left.left, left.right) if isinstance(left, ast.BinOp) else (left,)
    targets = [Target(side, words, words[side.lineno - 1].text[len(sides) - 1 :]) for side in sides]
    kinds = Kinds(words)
    for target in targets:
        kinds.indices(target.entry.indices)
    kinds.require(right, "number")
    for each in ranges:
        kinds.binders(each)
    whole = Derivative(left, words, *targets) if len(targets) > 1 else targets[0]
    return Formula(tree, words, whole, Node(right, words), as_binders(ranges[0]) if ranges else ())


def _parsed(python: str, words: Sequence[Word]) -> ast.expr:
    message = f"this has more than {_HIGHEST} levels; name a part of it"
    try:
        tree = ast.parse(python, mode="eval").body
    except (RecursionError, MemoryError):  # Python's own limits, far beyond this one
        raise words[0].at.error(message) from None
    heights: dict[ast.AST, int] = {}
    for node in reversed(list(ast.walk(tree))):  # children first, without a call for each level
        below = max((heights.get(child, 0) for child in ast.iter_child_nodes(node)), default=0)
        own = len(node.values) - 1 if isinstance(node, ast.BoolOp) else 1
        heights[node] = below + own * isinstance(node, ast.expr)
        if heights[node] > _HIGHEST and node is not tree:
            raise mark(node, words).error(message)
    return tree
