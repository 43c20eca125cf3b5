"""What backward loses to rounding is measured, with extended precision or without."""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, X

from ethan_check.subject import extended_precision
from ethan_check.subject.subject import Subject
from ethan_check.verdict.rounding import lost_by_backward
from ethan_core import Contract
from ethan_core.contract import Interval


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


def test_a_saturated_layer_is_allowed_the_rounding_of_its_ordinary_gradients():
    found = lost(Elementwise(lambda x: 3 * np.tanh(x), lambda x: 3 * (1 - np.tanh(x) ** 2)), 15 + X)
    assert 6 * 1e-14 < found < 6 * 1e-12


def test_ordinary_inputs_are_drawn_inside_the_domain():
    seen = []

    class Guarded(Elementwise):
        def __deepcopy__(self, memo):
            return Guarded(self._function, self._derivative)

        def forward(self, x):
            seen.append(np.asarray(x, dtype=float))
            return super().forward(x)

    contract = Contract(inputs=("x",), domain={"x": Interval(0.0, 1.0)})
    lost(Guarded(np.sin, np.cos), np.array([0.25, 0.5, 0.75]), contract=contract)
    assert all(((x >= 0) & (x <= 1)).all() for x in seen[-2:])


def test_where_backward_does_not_run_at_ordinary_inputs_they_are_left_out():
    def only_here(x):
        if x.max() < 50:
            raise ValueError("no")
        return np.ones_like(x)

    assert lost(Elementwise(lambda x: 1.0 * x, only_here), 100 + X, convention="plain") < 1e-20


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
