"""Numbers of many digits, and perturbed ones."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from ethan_check.oracle.number_systems import Digits, Floats, PerturbedDigits


@pytest.mark.parametrize("name", ["exp", "tanh", "erf", "sin", "cos", "sqrt", "log"])
@pytest.mark.parametrize("digits", [50, 100])
def test_functions_are_right_to_all_digits(name, digits):
    numbers = Digits(digits)
    found = getattr(numbers, name)(numbers.number("0.3"))
    with mpmath.workdps(digits + 20):
        assert abs(found - getattr(mpmath, name)(mpmath.mpf("0.3"))) < mpmath.mpf(10) ** -(digits - 2)


def test_the_global_precision_is_not_touched():
    before = mpmath.mp.dps
    Digits(200).exp(Digits(200).lift(1))
    assert mpmath.mp.dps == before


def test_arrays_are_lifted_exactly():
    array = np.array([[0.1, 2.0]])
    lifted = Digits(50).array(array)
    assert lifted.shape == (1, 2)
    assert lifted[0, 0] == mpmath.mpf(0.1)
    assert (lifted.astype(float) == array).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda n: n.log(n.lift(0)), "the logarithm of 0"),
        (lambda n: n.sqrt(n.lift(-1)), "the square root of -1"),
        (lambda n: n.power(n.lift(-2), n.number("0.5")), "a negative number to the power of 0.5"),
    ],
)
def test_outside_their_domain_functions_say_so(call, words):
    with pytest.raises(ValueError, match=words):
        call(Digits(50))


def test_numbers_that_are_whole_are_not_perturbed():
    perturbed = PerturbedDigits(50, np.random.default_rng(0))
    assert perturbed.number("3") == 3
    assert perturbed.operand(2.0) == 2.0
    assert perturbed.operand(np.array([1, 2])).dtype.kind == "i"


def test_all_others_are_by_a_share_of_themselves():
    perturbed = PerturbedDigits(50, np.random.default_rng(0))
    for changed, exact in (
        (perturbed.number("0.5"), 0.5),
        (perturbed.operand(1.5), 1.5),
        (perturbed.operand(np.array([2.0]))[0], 2.0),
        (perturbed.pi, Digits(50).pi),
    ):
        assert 0.4 * perturbed.share < abs(changed / exact - 1) < 1.6 * perturbed.share


def test_the_same_argument_is_perturbed_the_same_way():
    perturbed = PerturbedDigits(50, np.random.default_rng(0))
    one = perturbed.lift(1)
    assert perturbed.exp(one) == perturbed.exp(one)
    assert perturbed.exp(one) != Digits(50).exp(one)
    assert perturbed.tanh(one) == perturbed.tanh(one)


def test_floats_are_floats():
    assert Floats().operand(0.1) == 0.1
    assert isinstance(Floats().lift(2), float)
