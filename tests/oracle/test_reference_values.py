"""Documented values, and the size of an error of theirs."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.oracle.number_systems import Digits
from ethan_check.oracle.reference_values import (
    ReferenceValues,
    nearest_floats,
    reference_values,
    unit_in_last_place,
)

RNG = np.random.default_rng(0)


def at(evaluate):
    return reference_values(evaluate, Digits(50), np.random.default_rng(0))


def test_the_unit_of_a_number_is_its_last_place():
    reference = at(lambda numbers: numbers.array([1.0, 1000.0]))
    np.testing.assert_array_equal(reference.values, [1, 1000])
    np.testing.assert_array_equal(reference.unit, np.spacing([1.0, 1000.0]))


def test_a_sum_that_cancels_is_held_to_the_size_of_its_terms():
    arrays = np.array([1e6 + 0.1, 1e6])

    def difference(numbers):
        a, b = numbers.operand(numbers.array(arrays))
        return np.array([a - b], dtype=object)

    reference = at(difference)
    assert reference.values[0] == pytest.approx(0.1, rel=1e-9)
    assert np.spacing(1e5) < reference.unit[0] <= np.spacing(4e6)


def test_some_perturbations_hardly_ever_miss_a_sensitivity():
    """Of a difference of two large numbers, which one of them may leave as it is by chance."""

    def difference(numbers):
        a, b = numbers.operand(numbers.array(np.array([1e6 + 0.1, 1e6])))
        return np.array([a - b], dtype=object)

    rngs = map(np.random.default_rng, range(40))
    units = [reference_values(difference, Digits(50), rng).unit[0] for rng in rngs]
    assert min(units) > np.spacing(1e6) / 2


def test_a_jump_is_no_sensitivity():
    def step(numbers):
        (x,) = numbers.operand(numbers.array(np.array([1.5])))
        return numbers.array([1.0 if x > 1.5 else 0.0])

    assert at(step).unit[0] <= np.spacing(2.0)


def test_an_error_is_the_distance_and_infinite_where_there_is_no_number():
    reference = at(lambda numbers: numbers.array([1.0, 2.0]))
    assert reference.error(np.array([1.25, np.nan])).tolist() == [0.25, np.inf]
    assert reference.ulps(np.array([1.0, 2.0 + 2.0**-50])).tolist() == [0, 2]


def test_beyond_the_range_of_floats_infinity_of_the_right_sign_is_right():
    exact = Digits(50).array([0.0, 0.0])
    exact[0], exact[1] = Digits(50).number("1e400"), Digits(50).number("-1e400")
    reference = ReferenceValues(exact, np.ones(2))
    assert reference.error(np.array([np.inf, -np.inf])).tolist() == [0, 0]
    assert np.isinf(reference.error(np.array([-np.inf, np.inf]))).all()
    assert nearest_floats(exact).tolist() == [np.inf, -np.inf]


def test_what_underflows_is_held_to_what_floats_can_hold():
    assert unit_in_last_place(np.array([0.0]))[0] == np.spacing(1e-290)


@pytest.mark.parametrize(
    ("exact", "got", "is_right"),
    [
        ("3e300", 3e299, True),
        ("3e300", 3e298, False),
        ("3e299", 9e299, False),
    ],
)
def test_where_floats_may_overflow_any_large_one_is_right(exact, got, is_right):
    values = Digits(50).array([0.0])
    values[0] = Digits(50).number(exact)
    assert bool(ReferenceValues(values, np.ones(1)).error(np.array([got]))[0] == 0) is is_right


@pytest.mark.parametrize(("response", "counts"), [(3e8, True), (3e9, False)])
def test_a_response_a_billion_times_as_large_as_anything_is_a_jump(response, counts):
    def steep(numbers):
        (x,) = numbers.operand(numbers.array(np.array([1.5])))
        return np.array([1 + response * (x - 1.5)], dtype=object)

    assert bool(at(steep).unit[0] > 1e-10) is counts


def test_the_sensitivity_is_asked_for_only_where_the_value_alone_says_too_little():
    asked = []

    def value(numbers):
        asked.append(type(numbers).__name__)
        return numbers.operand(numbers.array(np.array([1.5, 3.0])))

    near, far = np.array([1.5, 3.0 + 2.0**-51]), np.array([1.5, 3.0 + 2.0**-45])
    reference_values(value, Digits(50), np.random.default_rng(0), near)
    assert asked == ["Digits"]
    reference_values(value, Digits(50), np.random.default_rng(0), far)
    assert set(asked[1:]) == {"Digits", "PerturbedDigits"}
