"""The same layer in extended precision, where that is to be had."""

import numpy as np
import pytest

from ethan_check.subject import extended_precision
from ethan_check.subject.extended_precision import extended_line, extended_output, extended_pullback
from ethan_check.subject.subject import Subject
from subject.small_layers import Affine, Elementwise, Two, X

wider = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant <= np.finfo(np.float64).nmant, reason="longdouble is float64 here"
)


class InFloat64:
    """Leaves extended precision behind."""

    def forward(self, x):
        self.x = np.asarray(x, dtype=np.float64)
        return self.x**2

    def backward(self, g):
        return 2 * self.x * np.asarray(g, dtype=np.float64)


class Refusing(InFloat64):
    def forward(self, x):
        if x.dtype == np.longdouble:
            raise TypeError("no longdouble")
        return super().forward(x)


@wider
def test_outputs_carry_more_digits():
    x = np.array([0.1, 0.7])
    subject = Subject(Elementwise(lambda x: x / 3, lambda x: x * 0 + 1 / 3), (x,))
    found = extended_output(subject, subject.values)
    assert found.dtype == np.longdouble
    assert np.array_equal(found, x.astype(np.longdouble) / 3)
    assert not np.array_equal(found, (x / 3).astype(np.longdouble))


@wider
def test_several_outputs_are_one_vector():
    subject = Subject(Two(), (X,))
    assert extended_output(subject, subject.values).shape == (X.size + 1,)


@wider
def test_gradients_are_rounded_once():
    subject = Subject(Elementwise(lambda x: x**3, lambda x: 3 * x * x), (X,))
    u = np.linspace(0.1, 0.9, X.size)
    found = extended_pullback(subject, subject.values, u)
    exact = u.astype(np.longdouble).reshape(X.shape) * 3 * X.astype(np.longdouble) ** 2
    assert found["X"].dtype == np.float64
    assert np.array_equal(found["X"], exact.astype(np.float64))


@wider
def test_a_line_moves_in_it():
    subject = Subject(Elementwise(lambda x: x / 3, lambda x: x * 0 + 1 / 3), (X,))
    (name,) = subject.targets
    line = extended_line(subject, subject.values, {name: np.ones_like(X)})
    assert np.array_equal(line(2.0**-60), ((X.astype(np.longdouble) + np.longdouble(2) ** -60) / 3).ravel())


@wider
def test_parameters_are_widened_too():
    subject = Subject(Affine(), (X,))
    found = extended_pullback(subject, subject.values, np.ones(4))
    assert {name: gradient.shape for name, gradient in found.items()} == {"X": (2, 3), "W": (3, 2), "b": (2,)}
    assert np.array_equal(found["b"], [2.0, 2.0])


@wider
def test_a_number_too_large_for_float64_becomes_infinite_without_a_word():
    subject = Subject(Elementwise(lambda x: x * 1e300, lambda x: x * 0 + np.longdouble(1e300)), (X,))
    found = extended_pullback(subject, subject.values, np.full(X.size, 1e300))
    assert np.isinf(found["X"]).all()


@pytest.mark.parametrize("layer", [InFloat64(), Refusing()], ids=["float64", "refuses"])
def test_a_layer_that_does_not_run_in_it_has_none(layer):
    subject = Subject(layer, (X,))
    assert extended_output(subject, subject.values) is None
    assert extended_line(subject, subject.values, {}) is None
    assert extended_pullback(subject, subject.values, np.ones(X.size)) is None


def test_a_backward_that_gives_no_gradient_has_none():
    class Nothing(InFloat64):
        def backward(self, g):
            return None

    subject = Subject(Nothing(), (X,), convention="plain")
    assert extended_pullback(subject, subject.values, np.ones(X.size)) is None


def test_a_large_layer_is_not_asked():
    subject = Subject(Elementwise(), (np.ones(2**17 + 1),))
    before = subject.calls.forward
    assert extended_output(subject, subject.values) is None
    assert extended_pullback(subject, subject.values, np.ones(2**17 + 1)) is None
    assert subject.calls.forward == before


def test_where_longdouble_is_no_wider_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(extended_precision, "_WIDER", False)
    subject = Subject(Elementwise(), (X,))
    before = subject.calls.forward
    assert extended_output(subject, subject.values) is None
    assert extended_pullback(subject, subject.values, np.ones(X.size)) is None
    assert subject.calls.forward == before
