"""A mistake of some cases alone."""

import numpy as np

from ethan_check import Subject, check_layer
from ethan_check.diagnosis.only_some_cases import only_where
from ethan_core import Contract


class Pooled:
    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def __init__(self, p=0):
        self.p = p

    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, g):
        return g * (1 - np.tanh(self.x) ** (2 if self.p < 2 else 4))


def cases(*lengths, p=0):
    return [Subject(Pooled(p), (np.ones((3, length)),)) for length in lengths]


def test_the_length_that_tells_is_named():
    wrong, right = cases(5, 6, 7, 8, 9, 10), cases(1, 2, 3, 4, 3, 2)
    assert only_where("dL_dx", wrong, right) == ["dL_dx is wrong only where axis 1 of x is longer than 4"]


def test_few_cases_tell_nothing():
    assert only_where("dL_dx", cases(5, 6), cases(1, 2)) == []


def test_of_two_reasons_that_fit_neither_is_told():
    assert only_where("dL_dx", cases(5, 6, 7, 8, 9, 10, p=3), cases(1, 2, 3, 4, 3, 2, p=1)) == []


def test_an_option_is_named_in_the_message():
    report = check_layer(Pooled, cases=[{"p": p} for p in range(4)], checks=["gradient"])
    assert "dL_dx is wrong only where p is above 1 [ETH501]" in str(report)
