"""Shapes and formulas: pieces of the notations in any order, and texts of no notation at all."""

from __future__ import annotations

from hypothesis import strategies as st

from ethan_core import Contract
from ethan_core.formula import parse_formulas, parse_section
from ethan_core.shapes import parse_shape, parse_signature
from fuzz.anything import TEXTS, told

__all__ = ["NOTATIONS", "try_notation"]

PIECES = [
    "N", "d", "->", ",", " ", "*", "...", "(", ")", "2", "2*d", "d+1", "_", "?", "N d -> N d", "#", "=",
    "Y", "X", "[", "]", "i", "*i", "sum", "max", "exp", "log", "sqrt", "/", "^", "**", "-", "+", "if",
    "else", ":", "<", "dL_dX", "dL_dY", "mean", "W", "b", "\n", "Y[i] = X[i]", "Y[*i] = max(0, X[*i])",
    "sum_j", "1e400", "9" * 40, "0", ".", "'", "{", "}", "|", "\\", "where", "and", "softmax", "pi",
    "1/0", "\u00e9", "\u2211", "\x00", "a" * 400, "--", "//",
]  # fmt: skip
NOTATIONS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.tuples(st.sampled_from(["(", "-", "[", "X[", "sum(", "1+"]), st.sampled_from([30, 300, 3000])).map(
        lambda pair: "Y = " + pair[0] * pair[1]
    ),
    TEXTS,
)


def try_notation(text):
    """Read it as everything that it may be meant for: what is wrong is told in a line."""
    told(lambda: parse_shape(text))
    told(lambda: parse_signature(text))
    told(lambda: parse_formulas(text))
    told(lambda: parse_section(f"A layer.\n\nFormula:\n    {text}\n"))
    told(lambda: Contract(shapes=text))
    told(lambda: Contract(shapes="N d -> N d", formula=text))
    told(lambda: Contract(shapes="N d -> N d", parameters={"W": text}, domain={"X": text}))
