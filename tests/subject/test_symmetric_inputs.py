"""Matrices that forward takes as symmetric alone are moved as such, and all others are not."""

import numpy as np
import pytest

from ethan_check import check_function
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import live_as_symmetric, symmetric_part
from subject.small_layers import Elementwise

pytestmark = pytest.mark.newest_only  # A long series of examples.

ROOT = np.random.default_rng(0).normal(size=(4, 4))
S = ROOT @ ROOT.T + 2 * np.eye(4)


def eigenvalues(a):
    return np.linalg.eigh(a)[0]


def eigenvalues_vjp(g, a):
    _, vectors = np.linalg.eigh(a)
    return (vectors * g) @ vectors.T


def trace_of_square(a):
    if not np.array_equal(a, np.swapaxes(a, -1, -2)):
        raise ValueError("not symmetric")
    return np.trace(a @ a)[None]


def log_determinant(a):
    return 2 * np.log(np.diag(np.linalg.cholesky(a))).sum()[None]


FUNCTIONS = {
    "eigenvalues": (eigenvalues, eigenvalues_vjp),
    "refuses others": (trace_of_square, lambda g, a: 2 * g * a),
    "log determinant": (log_determinant, lambda g, a: g * np.linalg.inv(a)),
    "log determinant, one half": (
        log_determinant,
        lambda g, a: g * (2 * np.tril(np.linalg.inv(a), -1) + np.diag(np.diag(np.linalg.inv(a)))),
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_either_convention_is_right_where_one_triangle_is_read(name):
    forward, backward = FUNCTIONS[name]
    report = check_function(forward, backward, S)
    assert report.verdict == "pass", str(report)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("wrong", [lambda d: 1.001 * d, np.tril, lambda d: d + np.eye(4)])
def test_what_does_not_add_up_is_wrong_still(name, wrong):
    forward, backward = FUNCTIONS[name]
    if name.endswith("one half") and wrong is np.tril:
        return  # It is that already.
    assert check_function(forward, lambda g, a: wrong(backward(g, a)), S).verdict == "fail"


def test_a_forward_that_reads_both_triangles_is_judged_entry_by_entry():
    def total(a):
        return (a @ a).sum()[None]

    right = check_function(total, lambda g, a: g * (a.sum(0)[:, None] + a.sum(1)[None, :]).T, S)
    assert right.verdict == "pass", str(right)
    assert check_function(total, lambda g, a: 2 * g * np.tile(a.sum(1), (4, 1)), S).verdict == "fail"


@pytest.mark.parametrize("array", [ROOT, np.ones((1, 1)), np.ones(3), S[:3]])
def test_what_is_not_symmetric_is_no_such_input(array):
    subject = Subject(Elementwise(np.tril, np.tril), (array,), convention="plain")
    assert live_as_symmetric(subject) == frozenset()


def test_moves_of_others_stay_as_they_are():
    subject = Subject(Elementwise(), (S,), convention="plain")
    moves = dict.fromkeys(subject.targets, ROOT)
    assert symmetric_part(subject, moves) == moves
    subject.symmetric = frozenset(subject.targets)
    (moved,) = symmetric_part(subject, moves).values()
    assert np.array_equal(moved, moved.T)
