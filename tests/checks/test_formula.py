"""The check itself: what applies, what is refused and how, what a message says."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from ethan_check import check_layer
from ethan_core import Contract, Interval, Kink
from ethan_core.registry import Registry


class Square:
    """No formula here."""

    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g


SHAPES = "*axes -> *axes"


def judged(layer, formula, **details):
    contract = Contract(shapes=SHAPES, formula=formula, **details)
    return check_layer(layer, contract=contract, checks=["formula"], shrink=False)


def message(report):
    assert report.verdict == "fail"
    return report.findings[0].message


def test_it_does_not_apply_without_a_formula():
    report = check_layer(Square(), inputs=(np.ones((2, 3)),), checks=["formula"])
    assert report.not_applicable == {"formula": "no formula is documented"}


def test_it_does_not_apply_to_large_arrays():
    class Wide(Square):
        """Documented.

        Formula:
            y[n,i] = x[n,i]**2
        """

        def forward(self, x):
            assert x.shape[1] == 1000
            return super().forward(x)

    report = check_layer(Wide(), inputs=(np.ones((2, 1000)),), checks=["formula"])
    assert "more than" in report.not_applicable["formula"]


def test_many_rows_are_cut():
    class Tall(Square):
        """Documented.

        Formula:
            y[n,i] = x[n,i]**2
            dy[n,i]/dx[n,i] = 2*x[n,i]
        """

    report = check_layer(Tall(), inputs=(np.random.default_rng(0).random((1000, 3)),), checks=["formula"])
    assert report.verdict == "pass", report


def test_a_contract_without_a_formula_leaves_the_docstring_to_speak():
    class Documented(Square):
        """Documented.

        Formula:
            Y[*i] = X[*i]**2
            dY[*i]/dX[*i] = X[*i]
        """

    assert "documentation is wrong" in message(judged(Documented(), None))


def test_a_registered_formula_speaks_for_the_layer():
    registry = Registry()
    formula = "Y[*i] = X[*i]**2; dY[*i]/dX[*i] = 3*X[*i]".replace("; ", "\n")
    registry.register("square.v1", Square, contract=Contract(shapes=SHAPES, formula=formula))
    entry = registry.get("square.v1")
    report = check_layer(entry.target(), contract=entry.contract, checks=["formula"], shrink=False)
    assert "documentation is wrong" in message(report)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("Y[*i] = X[*i]**", ("line 1, column 16", "expected")),
        ("Y[*i] = __import__(X[*i])", ("there is no function __import__",)),
        ("Y[*i] = X[*i]*scale", ("unknown name 'scale'",)),
        ("Y[*i] = sum(X[*i] for *i)", ("",)),
        ("Y[n] = X[n]", ("",)),
        ("Y[*i] = X[*i]**2\ndZ[*i]/dX[*i] = 1", ("no line defines 'Z'",)),
    ],
)
def test_a_formula_that_cannot_be_used_is_a_mistake_of_the_documentation(formula, words):
    text = message(judged(Square(), formula))
    assert text.startswith("Square: the documentation is wrong: ")
    assert all(word in text for word in words), text


def test_a_section_that_is_empty_is_a_mistake_of_the_documentation():
    class Empty(Square):
        """Empty.

        Formula:

        Nothing.
        """

    assert "is empty" in message(check_layer(Empty(), inputs=(np.ones(3),), checks=["formula"]))


def test_a_forward_alone_judges_both():
    assert judged(Square(), "Y[*i] = X[*i]**2").verdict == "pass"

    class Wrong(Square):
        def backward(self, g):
            return 2.0000000001 * self.x * g

    text = message(judged(Wrong(), "Y[*i] = X[*i]**2"))
    assert "the backward is wrong" in text
    assert "the derivative of the documented forward" in text


def test_a_derivative_alone_judges_backward():
    report = judged(Square(), "dY[*i]/dX[*i] = 2*X[*i]")
    assert report.verdict == "pass"
    assert [finding.target for finding in report.findings] == ["dL_dX"]
    failing = judged(Square(), "dY[*i]/dX[*i] = 3*X[*i]").findings[0]
    assert failing.evidence["wrong"] == ["documentation"]  # differences of forward side with backward


def test_the_same_mistake_in_documentation_and_backward_is_found():
    class Halved(Square):
        def backward(self, g):
            return self.x * g

    failing = judged(Halved(), "Y[*i] = X[*i]**2\ndY[*i]/dX[*i] = X[*i]").findings[0]
    assert failing.target == "documented dL_dX"
    assert failing.evidence["wrong"] == ["backward", "documentation"]


def test_documentation_of_another_function_is_outvoted_and_the_message_says_so():
    failing = judged(Square(), "Y[*i] = X[*i]**3\ndY[*i]/dX[*i] = 3*X[*i]**2").findings[0]
    assert failing.evidence["wrong"] == ["documentation"]
    assert not failing.evidence["either"]
    assert "the documentation is wrong: Y[" in failing.message
    assert "two different functions: forward and backward agree with each other" in failing.message
    assert "the documentation is outvoted, but if it says what is meant, the code is wrong" in failing.message


def test_a_wrong_function_that_differences_cannot_see_is_nobodys_fault_in_particular():
    class Scaled(Square):
        """Off by what disappears in the error bars of differences, but not at 50 digits."""

        def forward(self, x):
            return super().forward(x) * (1 + 2e-14)

        def backward(self, g):
            return super().backward(g) * (1 + 2e-14)

    failing = judged(Scaled(), "Y[*i] = X[*i]**2\ndY[*i]/dX[*i] = 2*X[*i]").findings[0]
    assert failing.evidence["wrong"] == ["documentation", "forward", "backward"]
    assert failing.evidence["either"]
    assert "the documentation or the code is wrong: " in failing.message
    assert "differences are too coarse to tell whether these two agree" in failing.message


def test_a_forward_whose_mistake_its_backward_inherits_is_nobodys_fault_in_particular():
    class Doubled:
        def forward(self, x):
            self.y = 2 * np.exp(x)
            return self.y

        def backward(self, g):
            return g * self.y

    failing = judged(Doubled(), "Y[*i] = exp(X[*i])\ndY[*i]/dX[*i] = Y[*i]").findings[0]
    assert failing.evidence["wrong"] == ["forward", "documentation"]
    assert failing.evidence["either"]


def test_a_constant_apart_is_nobodys_fault_in_particular():
    failing = judged(Square(), "Y[*i] = X[*i]**2 + 1\ndY[*i]/dX[*i] = 2*X[*i]").findings[0]
    assert set(failing.evidence["wrong"]) == {"documentation", "forward"}
    assert failing.evidence["either"]
    assert "they differ by what no derivative shows, as a constant does" in failing.message


def test_a_message_says_who_what_and_why():
    class Wrong(Square):
        def backward(self, g):
            return 3 * self.x * g

    text = message(judged(Wrong(), "Y[*i] = X[*i]**2\ndY[*i]/dX[*i] = 2*X[*i]"))
    assert text.startswith("Wrong: the backward is wrong: dL_dX[")
    assert "documented: dY[*i]/dX[*i] = 2*X[*i]" in text
    assert "agree: forward and the documented forward, " in text
    assert "disagree: backward and the documented derivative" in text


class Absolute:
    def forward(self, x):
        self.x = x
        return np.abs(x)

    def backward(self, g):
        return g * np.sign(self.x)


ABSOLUTE = "Y[*i] = abs(X[*i])\ndY[*i]/dX[*i] = 1 if X[*i] > 0 else -1 if X[*i] < 0 else {}"


def test_a_kink_is_judged_by_the_convention():
    kinks = (Kink(at=0.0, derivative=0.0),)
    assert judged(Absolute(), ABSOLUTE.format("0"), kinks=kinks).verdict == "pass"
    failing = judged(Absolute(), ABSOLUTE.format("1"), kinks=kinks).findings[0]
    assert failing.evidence["wrong"] == ["documentation"]


def test_a_kink_without_a_convention_may_be_documented_as_anything_between_the_sides():
    assert judged(Absolute(), ABSOLUTE.format("0")).verdict == "pass"
    between = judged(Absolute(), ABSOLUTE.format("1")).findings[0]
    assert set(between.evidence["wrong"]) == {"backward", "documentation"}
    assert between.evidence["either"]
    assert "kinks of the contract can state the derivative meant" in between.message
    outside = judged(Absolute(), ABSOLUTE.format("2")).findings[0]
    assert outside.evidence["wrong"] == ["documentation"]
    assert "at a kink" in outside.message


def test_a_formula_without_a_value_is_inconclusive_unless_the_domain_promises_one():
    class Log:
        def forward(self, x):
            self.x = x
            return np.where(x > 0, np.log(np.where(x > 0, x, 1)), 0)

        def backward(self, g):
            return np.where(self.x > 0, g / np.where(self.x > 0, self.x, 1), 0)

    assert judged(Log(), "Y[*i] = log(X[*i] - 100)").verdict == "inconclusive"
    promised = judged(Log(), "Y[*i] = log(X[*i])", domain={"X": Interval(0.0, 1.0)})
    assert "has no value" in message(promised)


def test_an_output_that_is_not_a_number_is_the_fault_of_the_code():
    class Overflowing:
        def forward(self, x):
            self.y = np.exp(x) / (1 + np.exp(x))
            return self.y

        def backward(self, g):
            return g * self.y * (1 - self.y)

    formula = "Y[*i] = 1/(1 + exp(-X[*i]))\ndY[*i]/dX[*i] = Y[*i]*(1 - Y[*i])"
    failing = judged(Overflowing(), formula).findings[0]
    assert failing.evidence["wrong"][0] == "forward"
    assert "is nan" in failing.message


def test_several_outputs_are_read_in_the_order_of_their_lines():
    class Both:
        """Documented.

        Formula:
            S[n,i] = A[n,i] + B[n,i]
            D[n,i] = A[n,i] - B[n,i]
            dL/dA[n,i] = dL/dS[n,i] + dL/dD[n,i]
            dL/dB[n,i] = dL/dS[n,i] - dL/dD[n,i]
        """

        contract = Contract(shapes="N i, N i -> N i, N i", inputs=("A", "B"))

        def forward(self, a, b):
            return (a + b, a - b), None

        def backward(self, dout, cache):
            return dout[0] + dout[1], dout[0] - dout[1]

    report = check_layer(Both(), checks=["formula"], convention="cached", shrink=False)
    assert report.verdict == "pass", report

    class Swapped(Both):
        __doc__ = Both.__doc__

        def backward(self, dout, cache):
            return dout[0] - dout[1], dout[0] + dout[1]

    failing = check_layer(Swapped(), checks=["formula"], convention="cached", shrink=False).findings[0]
    assert failing.evidence["wrong"] == ["backward"]


def test_what_fails_at_an_extreme_and_all_over_the_domain_is_no_matter_of_extremes():
    """Documented with a corner at 0.25, computed with one at 0: no input of the only case lies below."""

    class Log:
        """Documented.

        Formula:
            Y[*i] = log(max(X[*i], 0.25))
            dY[*i]/dX[*i] = 1/X[*i] if X[*i] > 0.25 else 0
        """

        contract = Contract(shapes="*axes -> *axes", domain={"X": Interval(0.01, 1.0)})

        def forward(self, x):
            self.x = x
            return np.log(x)

        def backward(self, g):
            return g / self.x

    report = check_layer(Log(), inputs=(np.linspace(0.3, 0.9, 7),), checks=["formula"], shrink=False)
    assert report.findings[0].evidence["wrong"] == ["documentation"]


def test_the_same_seed_finds_the_same_and_nothing_global_is_touched():
    before = mpmath.mp.dps, np.geterr()
    contract, x = Contract(shapes=SHAPES, formula="Y[*i] = X[*i]**2"), np.array([0.5, -2.0])
    first, again = (
        check_layer(Square(), (x,), contract=contract, checks=["formula"], seed=3).to_json() for _ in range(2)
    )
    assert first == again
    assert (mpmath.mp.dps, np.geterr()) == before
