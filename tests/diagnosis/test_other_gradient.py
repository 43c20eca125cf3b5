"""What a gradient lacks is another one, or the cotangent."""

import numpy as np

from diagnosis.stated import said
from ethan_check import check_function
from ethan_check.diagnosis.other_gradient import diagnose
from ethan_check.diagnosis.perhaps import certain

RNG = np.random.default_rng(0)
A, P, N = RNG.normal(size=(3, 4, 2))


def distances(a, p, n):
    return ((a - p) ** 2).sum(axis=1) - np.sin(a - n).sum(axis=1)


def looks_like(backward):
    report = check_function(distances, backward, A, P, N, checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


def test_one_side_of_a_difference_is_left_out():
    def backward(g, a, p, n):
        gp, gn = 2 * g[:, None] * (a - p), -g[:, None] * np.cos(a - n)
        return gp, -gp, -gn

    lacks = "what dL_dX0 lacks, or has too much, is minus dL_dX2"
    why = "the sum or difference of X0 and X2 is left out, or is counted twice"
    assert looks_like(backward) == [f"{lacks}: {why}"]


def test_another_mistake_in_it_is_not():
    def backward(g, a, p, n):
        gp, gn = 2 * g[:, None] * (a - p), -g[:, None] * np.cos(a - n)
        return gp + 0.5 * gn, -gp, -gn

    assert not any("the sum or difference" in text for text in looks_like(backward))


def test_the_way_past_a_layer():
    matrix = RNG.normal(size=(5, 5))
    (text,) = certain(said(diagnose, np.eye(5) + matrix, matrix, (5,)))
    assert text.startswith("what dL_dX lacks, or has too much, is the cotangent itself")


def test_a_factor_of_the_whole_is_not():
    assert said(diagnose, np.eye(5), 2 * np.eye(5), (5,)) == []
