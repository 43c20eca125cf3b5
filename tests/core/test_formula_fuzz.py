"""Whatever text comes, the parser answers with a tree or with a FormulaError that points into it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.test_formula_texts import SAMPLES
from ethan_core.errors import FormulaError
from ethan_core.formula import FloatNumbers, parse_expression, parse_formula, parse_formulas
from ethan_core.formula import nodes as n

PROFILE = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
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
    formulas.latex()
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


NAMES = ["a", "X", "n", "kernel_size", "d", "dX", "L", "x1"]
names = st.sampled_from(NAMES)


@st.composite
def trees(draw, kind="number", depth=4):
    """Any tree of a kind: what the parser could have made."""

    def name():
        return draw(names)

    def one_of(*choices):
        return draw(st.sampled_from(choices))

    def number():
        return draw(trees(depth=depth - 1))

    def index():
        return draw(trees("index", depth=min(depth, 3) - 1))

    def condition():
        return draw(trees("condition", depth=min(depth, 3) - 1))

    def brackets():
        indices = [index() for _ in range(draw(st.integers(1, 2)))]
        return (*indices, n.Star(name())) if draw(st.booleans()) else tuple(indices)

    def binders():
        found = [n.Binder(each) for each in draw(st.lists(names, min_size=2, max_size=2, unique=True))]
        return found[0], n.Binder(found[1].name, bound=index()), n.Binder("z", star=True)

    leaves = {
        "index": [lambda: n.Name(name()), lambda: n.Number("7"), lambda: n.Flat((n.Name("a"), n.Star("n")))],
        "condition": [lambda: n.Name(name())],
        "number": [
            lambda: n.Name(name()),
            lambda: n.Number(one_of("0", "0.044715", "1e-3", "2.")),
        ],
    }
    branches = {
        "index": [
            lambda: n.Binary(one_of("+", "-", "*", "//", "%"), index(), index()),
            lambda: n.Unary(index()),
            lambda: n.Call("max", (index(), index())),
            lambda: n.Read(name(), (index(),)),
            lambda: n.Generator("first_argmax", number(), (n.Binder("n"),)),
        ],
        "condition": [
            lambda: n.Compare(one_of("==", "!=", "<", "<=", ">", ">="), number(), number()),
            lambda: n.Compare(
                one_of("==", "!="),
                n.Generator("first_argmin", number(), (n.Binder("a"), n.Binder("n"))),
                n.Position((index(), index())),
            ),
            lambda: n.Logical(one_of("and", "or"), condition(), condition()),
            lambda: n.Not(condition()),
        ],
        "number": [
            lambda: n.Read(name(), brackets()),
            lambda: n.Cotangent(name(), brackets()),
            lambda: n.Cotangent(name(), ()),
            lambda: n.Binary(one_of("+", "-", "*", "/", "//", "%", "**"), number(), number()),
            lambda: n.Unary(number()),
            lambda: n.Conditional(number(), condition(), number()),
            lambda: n.Call(one_of("exp", "abs", "sign"), (number(),)),
            lambda: n.Call(one_of("max", "min"), (number(), number())),
            lambda: n.Generator(one_of("sum", "prod", "max"), number(), binders()),
            lambda: n.Generator(one_of("sum", "min"), number(), (n.Binder("n"),), condition()),
        ],
    }
    return one_of(*(branches[kind] if depth > 0 else leaves[kind]), *leaves[kind])()


@PROFILE
@given(trees())
def test_a_printed_tree_parses_to_itself(tree):
    assert parse_expression(str(tree)) == tree


@PROFILE
@given(names, names, trees("index"), trees("index"), trees())
def test_a_printed_line_parses_to_itself(of, by, above, below, expression):
    line = n.Formula(n.Derivative(n.Target(of, (above,)), n.Target(by, (below,))), expression)
    assert parse_formula(str(line)) == line
    line.latex()
