"""Whatever text comes, the parser answers with a tree or with a FormulaError that points into it."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.formula.samples import SAMPLES
from ethan_core.errors import FormulaError
from ethan_core.formula import FloatNumbers, parse_formula, parse_formulas, write_latex

PROFILE = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), max_examples=60
)
TEXTS = [sample.text for sample in SAMPLES.values()]
ALPHABET = (
    "Y X W n i p pi sum max min prod first_argmax flat for if else and or not exp dL dY dX = == != < <= + - "
    "* ** / // % ( ) [ ] , 0 1 2.5 1e3 *i dL/dY[n] X[n,i] \n"
)
WORDS = tuple(ALPHABET.split(" "))


def answers(text):
    """The formulas, or None after a refusal that points into the text."""
    formulas, error = attempt(text)
    if formulas is None:
        lines = text.split("\n")
        assert error.line is not None
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert str(error).count("\n") == 2
        return None
    assert parse_formulas(str(formulas)) == formulas
    for line in formulas.lines:
        write_latex(line)
    return formulas


def attempt(text):
    try:
        return parse_formulas(text), None
    except FormulaError as error:
        return None, error


@PROFILE
@given(st.text(max_size=60))
def test_any_text(text):
    answers(text)


@PROFILE
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_words(text):
    answers(text)
    answers("Y[n] = " + text)


def mutated(data, text):
    """The text with one to three of its pieces exchanged."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 8)))
        text = text[:start] + data.draw(st.sampled_from(["", *WORDS]) | st.text(max_size=3)) + text[end:]
    return text


@PROFILE
@given(st.data())
def test_any_mutation_of_a_formula(data):
    answers(mutated(data, data.draw(st.sampled_from(TEXTS))))


@PROFILE
@given(st.data())
def test_what_is_still_a_formula_has_values_or_is_refused(data):
    """Nothing but a FormulaError comes out of an evaluation, whatever the names and shapes have become."""
    sample = data.draw(st.sampled_from(list(SAMPLES.values())))
    formulas, _ = attempt(mutated(data, sample.text))
    if formulas is None:
        return
    try:
        values = formulas.forward_value(FloatNumbers(), sample.arrays, sample.constants)
    except FormulaError:
        return
    assert all(isinstance(value, int | float) for array in values.values() for value in array.flat)


@PROFILE
@given(st.sampled_from(["(", "[", "-", "not ", "exp(", "1 if ", "a**", "a+", "X[", "sum(", "(1,", "if "]))
def test_any_depth(word):
    assert answers("Y = " + word * 5000) is None


LEAVES = {
    "name": ["a", "X", "n", "lambda", "d", "dX", "L", "x1", "in"],
    "brackets": ["", "[*i]", "[n]"],
    "index": ["7", "flat(a, *n)", "n"],
    "condition": ["flag"],
    "number": ["0.5", "1e-3", "2.", "X"],
    "sign": ["+", " - ", "*", "/", "//", "%", "**"],
    "relation": ["==", "!=", "<", "<=", ">", ">="],
}
BRANCHES = {
    "brackets": ["[{index}]", "[{index}, *i]"],
    "index": [
        *(f"{{index}} {sign} ({{index}})" for sign in ("+", "-", "*", "//", "%")),
        "-({index})",
        "max({index}, {index})",
        "{name}[{index}]",
        "first_argmax({number} for n)",
    ],
    "condition": [
        "({number}) {relation} ({number})",
        "first_argmin({number} for a, n) != ({index}, {index})",
        "({condition}) and {condition}",
        "({condition}) or ({condition})",
        "not ({condition})",
    ],
    "number": [
        "{name}{brackets}",
        "dL/d{name}{brackets}",
        "({number}){sign}({number})",
        "-({number})",
        "({number}) if {condition} else {number}",
        "exp({number})",
        "min({number}, {number})",
        "sum({number} for a, p < {index}, *z)",
        "prod({number} for n if {condition})",
    ],
}


@st.composite
def texts(draw, kind="number", depth=3):
    """Any text of a kind."""
    grown = BRANCHES.get(kind, []) if depth > 0 else []
    template = draw(st.sampled_from([*LEAVES[kind], *grown]))
    return re.sub(r"\{(\w+)\}", lambda found: draw(texts(found[1], depth - 1)), template)


@PROFILE
@given(texts(), texts("index"))
def test_a_printed_line_parses_to_itself(expression, index):
    line = parse_formula(f"dY[{index}]/dX[n] = {expression} for p < {index}")
    assert parse_formula(str(line)) == line
    assert str(parse_formula(str(line))) == str(line)
    assert parse_formula(f"y = {line.expression}").expression == line.expression
    write_latex(line)
