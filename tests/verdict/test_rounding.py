"""What backward loses to rounding is measured, with extended precision or without."""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, X

from ethan_check.subject import extended_precision
from ethan_check.subject.subject import Subject
from ethan_check.verdict.rounding import lost_by_backward


@pytest.fixture(params=["extended", "plain"], autouse=True)
def precision(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(extended_precision, "_WIDER", False)
    return request.param


def lost(layer, x=X, **options):
    subject = Subject(layer, (x,), **options)
    u = np.ones(subject.flat(subject.values).size)
    directions = {name: np.ones_like(subject.values[name]) for name in subject.targets}
    gradients = subject.pullback(subject.values, u)
    return lost_by_backward(subject, subject.values, u, gradients, directions)


def test_an_exact_backward_loses_next_to_nothing():
    assert 0 < lost(Elementwise(lambda x: 2 * x, lambda x: 0 * x + 2)) < 1e-11
    assert 0 < lost(Affine()) < 1e-11


def test_a_backward_that_cancels_loses_what_it_cancels(precision):
    def roundabout(x):
        return (x + 1e8) - 1e8

    found = lost(Elementwise(lambda x: x * x / 2, roundabout), X / 3)
    assert 1e-10 < found < 1e-5 if precision == "extended" else found < 1e-12  # A multiple loses the same.


def test_a_saturated_entry_is_allowed_the_rounding_of_the_others():
    tanh = Elementwise(lambda x: 3 * np.tanh(x), lambda x: 3 * (1 - np.tanh(x) ** 2))
    among_others, alone = lost(tanh, np.array([[15.0, 0.5]])), lost(tanh, np.array([[15.0]]))
    assert 6 * 1e-14 < among_others < 6 * 1e-13
    assert alone < 1e-14  # What its own rounding is worth, and the output's: the latter is allowed elsewhere.


@pytest.mark.parametrize("floor", [1e-12, 1e-16, 1e-300])
def test_backward_is_asked_at_no_value_that_the_case_does_not_have(floor):
    """A guard against division by zero is as large as you like at values that never occur."""
    log = Elementwise(np.log, lambda x: 1 / np.maximum(x, floor))
    assert lost(log, 1 + np.abs(X)) < 1e-11


def test_an_empty_array_loses_nothing():
    assert lost(Elementwise(), np.zeros((0, 3)), convention="plain") == 0.0


def test_a_narrow_buffer_inside_backward_gets_no_credit():
    """It is a mistake, not rounding."""

    class Narrow(Elementwise):
        def backward(self, g):
            return super().backward(g).astype(np.float32).astype(np.float64)

    assert lost(Narrow()) < 1e-8


class Inverse:
    """LAPACK knows no extended precision, so only moved points tell what its solvers lose."""

    def forward(self, a):
        self.y = np.linalg.inv(a)
        return self.y

    def backward(self, g):
        return -self.y.T @ g @ self.y.T


class InverseOfAntisymmetric(Inverse):
    def forward(self, a):
        if not np.array_equal(a, -a.T):
            raise ValueError("not antisymmetric")
        return super().forward(a)


def nearly_singular(condition):
    return np.array([[1.0, 1.0], [-1.0, -1.0 - 4 / condition]])


@pytest.mark.parametrize("condition", [1e3, 1e5])
def test_an_ill_conditioned_solver_loses_as_its_condition_says(condition):
    a = nearly_singular(condition)
    size = np.abs(np.linalg.inv(a).T @ np.ones((2, 2)) @ np.linalg.inv(a).T).sum()
    assert 1e-14 * condition <= lost(Inverse(), a) / size < 1e-8


def test_where_the_neighbours_are_refused_the_point_itself_answers():
    assert 0 <= lost(InverseOfAntisymmetric(), np.array([[0.0, 2.0], [-2.0, 0.0]])) < 1e-9


def test_a_loss_that_is_seen_in_extended_precision_is_allowed_a_few_times(precision):
    if precision == "plain":
        pytest.skip("there is nothing to see it in")
    x = X / 3
    roundabout = Elementwise(lambda x: x * x / 2, lambda x: (x + 1e8) - 1e8)
    seen = np.abs((x + 1e8) - 1e8 - x).sum()
    assert 3 * seen < lost(roundabout, x) < 30 * seen


def test_noise_that_is_far_beyond_rounding_gets_little_credit(precision):
    """Of noise at 1e-9 in backward: 64 times the most that is believed to be rounding, 2e-11."""
    if precision == "extended":
        pytest.skip("there it is compared, and seen as it is")
    noisy = Elementwise(lambda x: x, lambda x: 1 + 1e-9 * np.sin(1e17 * x))
    assert 3e-10 < lost(noisy) / X.size < 5e-9
