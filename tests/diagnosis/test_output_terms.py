"""A term of what one array does to every output."""

import numpy as np

from ethan_check import check_layer

X = np.random.default_rng(0).uniform(0.5, 2.0, size=(3, 4))


class Powered:
    """(x**p + 1) / p for one p, whose gradient lacks what a test leaves out."""

    def __init__(self, lacks):
        self.p, self.lacks = np.array(1.3), lacks

    def forward(self, x):
        self.x, self.y = x, (x**self.p + 1) / self.p
        return self.y

    def backward(self, g):
        whole = self.x**self.p * np.log(self.x) / self.p - self.y / self.p
        self.dp = np.sum(g * (whole - self.lacks(self.y, self.x)))
        return g * self.x ** (self.p - 1)


def looks_like(lacks):
    report = check_layer(Powered(lacks), (X,), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


def named(words):
    return [
        f"a term is wrong in dL_dp: what it lacks, or has too much, is for every output a multiple of {words}"
    ]


def test_a_multiple_of_the_output():
    assert looks_like(lambda y, x: -y / 1.3) == named("the output")


def test_a_multiple_of_the_output_times_its_logarithm():
    assert looks_like(lambda y, x: y * np.log(y)) == named("the output times its logarithm")


def test_a_multiple_of_an_input():
    assert looks_like(lambda y, x: 0.2 * x) == named("X")


def test_another_term_is_not():
    assert not any("for every output" in text for text in looks_like(lambda y, x: np.sin(5 * x)))


def test_a_constant_is_no_multiple_of_an_array_that_is_the_same_for_all_outputs():
    equal = np.full((3, 4), 1.7)
    report = check_layer(Powered(lambda y, x: np.full_like(y, 0.3)), (equal,), checks=["gradient"])
    assert "a multiple of X" not in str(report)
