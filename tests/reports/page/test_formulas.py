"""Formulas as MathML."""

from xml.etree import ElementTree

import pytest

from ethan_check.reports.page.formulas import typeset


def test_what_is_not_in_the_notation_is_not_typeset():
    for text in ("", "$$y = x^2$$", "y = <script>", "Y[n] = ", "(" * 10_000):
        assert typeset(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Y[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]",
        "Y[n,i] = X[n,i] if X[n,i] < 0 and X[n,i] > -1 else exp(X[n,i])",
        "u[*i] = sqrt(2/pi)*X[*i]\nY[*i] = tanh(u[*i])\ndL/dX[*i] = dL/dY[*i]",
    ],
)
def test_each_line_is_one_formula_and_sound_xml(text):
    pytest.importorskip("latex2mathml", reason="the extra report is not installed")
    found = typeset(text)
    assert len(found) == text.count("\n") + 1
    for formula in found:
        assert ElementTree.fromstring(formula).tag.endswith("math")


def test_the_formulas_of_every_reference_layer_are_typeset():
    pytest.importorskip("latex2mathml", reason="the extra report is not installed")
    import ethan_core.reference  # noqa: F401
    from ethan_core.formula import parse_section
    from ethan_core.registry import default_registry

    documented = [parse_section(entry.target.__doc__) for entry in default_registry if entry.target.__doc__]
    documented = [text for text in documented if text]
    assert len(documented) > 8
    assert all(typeset(text) for text in documented)
