"""The complex step may speak alone where forward drops no imaginary part."""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, Two, X

from ethan_check.subject.subject import Subject
from ethan_check.verdict.analytic_forward import is_analytic
from ethan_core import Contract
from ethan_core.contract import Interval


def analytic(layer, *inputs, **options):
    with np.errstate(all="ignore"):
        subject = Subject(layer, inputs or (X,), **options)
        return is_analytic(subject, subject.values, np.random.default_rng(0))


def elementwise(function):
    return Elementwise(function, lambda x: 0 * x)


@pytest.mark.parametrize("function", [np.exp, np.tanh, lambda x: np.maximum(x, 0), lambda x: x / (1 + x * x)])
def test_what_takes_complex_numbers_through_is_analytic(function):
    assert analytic(elementwise(function))


def test_several_arrays_and_outputs_are_asked_at_once():
    assert analytic(Affine())
    assert analytic(Two())


@pytest.mark.parametrize("share", [1.0, 1e-4, 1e-9])
@pytest.mark.parametrize("size", [1.0, 1e-9])
def test_what_drops_a_part_is_not_however_small_the_part_and_the_numbers(share, size):
    assert not analytic(elementwise(lambda x: np.exp(x) + share * x * np.abs(x)), size * X)


def test_what_does_not_take_complex_numbers_is_not():
    assert not analytic(elementwise(lambda x: np.cbrt(x)))


def test_the_step_stays_in_the_domain():
    contract = Contract(inputs=("x",), domain={"x": Interval(0.0, np.inf)})
    assert analytic(elementwise(np.log), np.array([0.5, 3.0]), contract=contract)


def test_where_nothing_is_finite_nothing_is_shown():
    assert not analytic(elementwise(lambda x: x * np.nan))
