"""Which entries feed which: the component document's table of a 3x3 by 2x2 convolution."""

from __future__ import annotations

import pytest

from ethan_core.formula import FormulaError, dependencies, parse_formula, parse_formulas

# The convolution as in the document: O_11 = X_11 F_11 + X_12 F_12 + X_21 F_21 + X_22 F_22, and so on.
CONVOLUTION = parse_formulas(
    """
    O[i,j] = sum(F[p,q]*X[i+p,j+q] for p, q) for i < H-kh+1, j < W-kw+1
    dL/dX[h,w] = sum(dL/dO[i,j]*F[h-i,w-j] for i, j)
    """
)
SHAPES = {"X": (3, 3), "F": (2, 2)}
CONSTANTS = {"H": 3, "W": 3, "kh": 2, "kw": 2}

# Entries count from 1 here, as in the document: entry of X -> {entry of O: entry of F}.
TABLE = {
    "11": {"11": "11"},
    "12": {"11": "12", "12": "11"},
    "13": {"12": "12"},
    "21": {"11": "21", "21": "11"},
    "22": {"11": "22", "12": "21", "21": "12", "22": "11"},
    "23": {"12": "22", "22": "12"},
    "31": {"21": "21"},
    "32": {"21": "22", "22": "21"},
    "33": {"22": "22"},
}


def index(digits):
    return tuple(int(digit) - 1 for digit in digits)


def entry(name, digits):
    return f"{name}[{','.join(map(str, index(digits)))}]"


def test_all_nine_rows_follow_from_the_forward_formula():
    found = dependencies(CONVOLUTION.forward[0], "X", SHAPES, CONSTANTS)
    assert found == {index(x): {index(o): entry("F", f) for o, f in row.items()} for x, row in TABLE.items()}


def test_the_gradient_formula_states_the_same_table():
    (line,) = CONVOLUTION.gradients
    renamed = parse_formula(str(line).replace("dL/dO", "G").replace("dL/dX", "D"))
    found = dependencies(renamed, "G", {"G": (2, 2), "F": (2, 2), "D": (3, 3)}, CONSTANTS)
    for x, row in TABLE.items():
        fed = {o: feeds[index(x)] for o, feeds in found.items() if index(x) in feeds}
        assert fed == {index(o): entry("F", f) for o, f in row.items()}


def test_padding_and_stride_leave_entries_that_feed_nothing():
    strided = parse_formula("Y[i] = sum(F[p]*X[i*s+p] for p) for i < 2")
    found = dependencies(strided, "X", {"X": (5,), "F": (1,)}, {"s": 2})
    assert found == {(0,): {(0,): "F[0]"}, (1,): {}, (2,): {(1,): "F[0]"}, (3,): {}, (4,): {}}


def test_factors_are_collected():
    line = parse_formula("y = 2*X[0]*b - X[0]/4 + X[1]**2 + 3")
    assert dependencies(line, "X", {"X": (2,), "b": ()}) == {
        (0,): {(): "2*b + -1/4"},
        (1,): {(): "X[1]"},
    }


@pytest.mark.parametrize(
    "text", ["y = exp(X[0])", "y = 1/X[0]", "y = X[0]*pi", "y = X[0]**0.5", "y = max(X[0], 0)"]
)
def test_what_is_more_than_sums_and_products_is_refused(text):
    with pytest.raises(FormulaError, match="has no value at all"):
        dependencies(parse_formula(text), "X", {"X": (1,)})
