"""The subjects of one verification."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case
from ethan_check.cases.choose import choose_source
from ethan_check.cases.pool import SubjectPool
from ethan_check.subject.execution.faults import LayerFault


def pool(layer, inputs=None, cases=None):
    return SubjectPool("layer", choose_source(layer, inputs, None, cases, 0), None, 0)


class OneShape(Tanh):
    """Takes what it was given, and nothing else."""

    contract = None

    def forward(self, x):
        if x.shape != X.shape:
            raise ValueError("no")
        return super().forward(x)


class Wide:
    def __init__(self):
        self.w = np.ones(1000)

    def forward(self, x):
        self.x = x
        return x * self.w

    def backward(self, g):
        self.dw = (g * self.x).sum(axis=0)
        return g * self.w


def test_a_subject_is_made_once():
    subjects = pool(Affine(), X)
    assert subjects.subject(0) is subjects.subject(0)
    assert list(subjects.readings)


def test_an_invented_case_that_the_layer_refuses_is_left_out():
    subjects = pool(OneShape(), X)
    found = [subjects.subject(k) for k in range(6)]
    assert found[0] is not None
    assert None in found
    assert all(one is None or one.values["X"].shape == X.shape for one in found)


def test_a_given_case_that_the_layer_refuses_is_a_fault():
    with pytest.raises(LayerFault, match="forward"):
        pool(OneShape(), np.ones((2, 2))).subject(0)


def test_parameters_are_moved_in_all_cases_but_the_given_one():
    subjects = pool(Affine(), X)
    given, varied = subjects.subject(0), subjects.subject(2)
    np.testing.assert_array_equal(given.values["b"], 0)
    assert (varied.values["b"] != 0).all()


def test_calls_are_counted_over_all_subjects():
    subjects = pool(Tanh(), X)
    for k in range(3):
        subject = subjects.subject(k)
        subject.pullback(subject.values, np.ones(subject.output.size))
    assert subjects.calls.backward >= 3


def test_large_cases_are_cropped_and_let_go():
    large = np.random.default_rng(0).normal(size=(200, 1000))
    subjects = pool(Wide(), large)
    first = subjects.subject(0)
    assert subjects.cropped(0, first).values["X"].shape == (3, 1000)
    assert subjects.subject(1) is not None
    assert subjects.invented == {1}
    subjects.subject(2)
    assert 1 in subjects.forgotten
    assert 1 not in subjects.drawn
    assert subjects.subject(0) is first


def test_small_cases_are_not_cropped():
    subjects = pool(Tanh(), X)
    assert subjects.cropped(0, subjects.subject(0)) is None


def test_a_label_names_the_arguments_and_the_shapes():
    cases = [Case(Tanh(), X, label="p=1"), Case(Tanh(), X)]
    subjects = pool(None, cases=cases)
    assert [subjects.subject(k).label for k in range(2)] == ["p=1, inputs (4, 3)", "inputs (4, 3)"]


class Inverse:
    def forward(self, a):
        self.y = np.linalg.inv(a)
        return self.y

    def backward(self, g):
        return -self.y.T @ g @ self.y.T


def test_a_made_case_in_which_rounding_decides_says_nothing(monkeypatch):
    singular = np.array([[1.0, 3.0], [1.0, 3.0 + 1e-15]])
    monkeypatch.setattr("ethan_check.cases.from_arrays.resample", lambda *_: (singular,))
    given, made = (pool(Inverse(), np.diag([1.0, 2.0])) for _ in range(2))
    assert made.subject(1) is not None
    assert [made.says_nothing(1), given.says_nothing(0)] == [True, False]


def test_a_given_case_counts_whatever_decides_it():
    assert not pool(Inverse(), np.array([[1.0, 3.0], [1.0, 3.0 + 1e-15]])).says_nothing(0)
