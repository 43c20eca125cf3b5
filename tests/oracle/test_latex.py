"""LaTeX in a docstring: read where sympy can, refused by name where it cannot, or where there is no sympy."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.oracle import formula_text
from ethan_check.oracle.latex import LatexMissing, is_latex, read_latex
from ethan_core import Contract
from ethan_core.errors import FormulaError
from ethan_core.formula import FloatNumbers, parse_formulas

needs_sympy = pytest.mark.skipif(
    not (find_spec("sympy") and find_spec("antlr4")), reason="needs ethan-check[latex]"
)

GELU = r"""
$$u = \sqrt{\frac{2}{\pi}} (X + 0.044715 X^3)$$
$$Y = \frac{X}{2} (1 + \tanh(u))$$
$$\frac{dY}{dX} = \frac{1}{2} (1 + \tanh(u))
    + \frac{X}{2} (1 - (\tanh(u))^2) \sqrt{\frac{2}{\pi}} (1 + 0.134145 X^2)$$
"""


class Softplus:
    r"""The smooth form of Relu.

    Formula:
        $$Y = \ln(1 + e^{X})$$
        $$\frac{\partial Y}{\partial X} = \frac{1}{1 + e^{-X}}$$
    """

    contract = Contract(shapes="*axes -> *axes")

    def forward(self, x):
        self.x = x
        return np.logaddexp(0, x)

    def backward(self, g):
        return g / (1 + np.exp(-self.x))


@needs_sympy
def test_a_layer_documented_in_latex_is_judged():
    x = np.array([-1.5, 0.0, 2.0])
    report = check_layer(Softplus(), (x,), checks=["formula"], shrink=False)
    assert report.verdict == "pass", report
    assert {finding.target for finding in report.findings} == {"Y", "dL_dX", "documented dL_dX"}

    class Wrong(Softplus):
        __doc__ = Softplus.__doc__

        def backward(self, g):
            return g / (1 + np.exp(self.x))

    failing = check_layer(Wrong(), (x,), checks=["formula"], shrink=False).findings[0]
    assert failing.evidence["wrong"] == ["backward"]


@needs_sympy
def test_what_is_read_means_the_same():
    formulas = parse_formulas(read_latex(GELU, {"X"}))
    X = np.array([-1.5, 0.25, 2.0])
    u = np.sqrt(2 / np.pi) * (X + 0.044715 * X**3)
    value = formulas.forward_value(FloatNumbers(), {"X": X})["Y"].astype(float)
    np.testing.assert_allclose(value, X / 2 * (1 + np.tanh(u)), rtol=1e-14)
    assert [str(line.left) for line in formulas.derivatives] == ["dY[*i]/dX[*i]"]


@needs_sympy
@pytest.mark.parametrize(
    ("latex", "notation"),
    [
        (r"$Y = \max(0, X)$", "Y[*i] = max(0, X[*i])"),
        (r"$Y = |X|$", "Y[*i] = abs(X[*i])"),
        (r"\[Y = K X\]", "Y[*i] = (K*X[*i])"),
        (r"$\frac{dL}{dX} = 2 \frac{dL}{dY}$", "dL/dX[*i] = (2*dL/dY[*i])"),
        (r"$Y = \log_2(X)$", "Y[*i] = (log(X[*i])/log(2))"),
    ],
)
def test_one_line(latex, notation):
    defined = latex if "Y =" in latex else f"$Y = X$ {latex}"
    assert read_latex(defined, {"X"}).splitlines()[-1] == notation
    parse_formulas(read_latex(defined, {"X"}))


@needs_sympy
@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"$Y = \begin{cases} 1 & X > 0 \\ 0 & X \leq 0 \end{cases}$", "don't understand"),
        (r"$Y = \sum_{t} X$", "expected something else"),
        (r"$Y = \sum_{t=1}^{n} X$", "Sum is more"),
        (r"$Y = X_i$", "'X_{i}' is no plain name"),
        (r"$Y = \operatorname{erf}(X)$", "'operatorname' is no plain name"),
        (r"$Y = X W + b$", "W is a parameter"),
        (r"$Y$", "it is no equation"),
        (r"$Y + 1 = X$", "its left side"),
        (r"$Y' = 2 X$", "no plain name"),
        (r"$\frac{d^2 Y}{dX^2} = 2$", ""),
    ],
)
def test_what_is_more_is_refused_by_name(latex, words):
    with pytest.raises(FormulaError, match=r"cannot be read: .*Ethan's notation") as caught:
        read_latex(latex, {"X"}, {"W", "b"})
    assert words in str(caught.value)


@needs_sympy
def test_a_refusal_is_inconclusive_and_says_what_to_do():
    layer = Softplus()
    contract = Contract(shapes="*axes -> *axes", formula=r"$Y = X_i$")
    layer.contract = contract
    report = check_layer(layer, checks=["formula"], shrink=False)
    assert report.verdict == "inconclusive"
    assert "cannot be read" in report.findings[0].message


def test_without_sympy_the_check_does_not_apply_and_says_why(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy.parsing.latex", None)
    monkeypatch.setitem(sys.modules, "antlr4", None)
    formula_text._notation_of.cache_clear()
    with pytest.raises(LatexMissing):
        read_latex("$Y = X$", {"X"})
    report = check_layer(Softplus(), checks=["formula"])
    assert "install ethan-check[latex]" in report.not_applicable["formula"]


def test_the_notation_is_not_mistaken_for_latex():
    assert not is_latex("Y[*i] = X[*i]**2")
    assert is_latex(r"\[Y = X\]")
