"""Factors between two gradients, and how a person would say them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diagnosis.broken_layers import wrong_gradient
from ethan_check.diagnosis.ratio import factor_in_words, in_words, is_simple, ratio

D = np.random.default_rng(0).normal(size=(4, 3))


@pytest.mark.parametrize(
    ("r", "words", "simple", "sentence"),
    [
        (0.25, "1/4", True, "1/4 of the derivative"),
        (4.0, "4", True, "4 times the derivative"),
        (0.75, "3/4", True, "3/4 times the derivative"),
        (-(0.5**0.5), "-1/sqrt(2)", True, "-1/sqrt(2) times the derivative"),
        (1.5**0.5, "sqrt(3/2)", True, "sqrt(3/2) times the derivative"),
        (0.123456789, "0.123457", False, "0.123457 times the derivative"),
        (1 + 1e-8, "1.00000001", False, "1.00000001 times the derivative"),
        (0.25 * (1 + 5e-10), "1/4", True, "1/4 of the derivative"),
        (1 + 3.3333333e-5, "1.000033333", False, "1.000033333 times the derivative"),
        (1 + 3.3333333e-4, "1.00033", False, "1.00033 times the derivative"),
        (1e30, "1e+30", False, "1e+30 times the derivative"),
    ],
)
def test_factors(r, words, simple, sentence):
    assert (in_words(r), is_simple(r), factor_in_words(r)) == (words, simple, sentence)


@pytest.mark.parametrize("r", [0.25, -1.0, 0.1234567, 3.0])
def test_the_factor_of_all_entries_is_found(r):
    assert ratio(wrong_gradient(r * D, D)) == pytest.approx(r, rel=1e-12)


def test_what_leaves_something_over_is_no_factor():
    assert ratio(wrong_gradient(2 * D + 1e-6, D)) is None
    assert ratio(wrong_gradient(np.full_like(D, np.nan), D)) is None
    assert ratio(wrong_gradient(D, np.zeros_like(D))) is None


def test_a_single_number_counts_only_if_a_person_would_write_the_factor():
    assert ratio(wrong_gradient([1.5], [3.0])) == 0.5
    assert ratio(wrong_gradient([1.2345678], [1.0])) is None
    assert ratio(wrong_gradient([1.2345678, 0.0], [1.0, 0.0])) is None


def test_without_the_whole_derivative_or_its_bars_there_is_none():
    assert ratio(replace(wrong_gradient(2 * D, D), derivative=None)) is None
    assert ratio(replace(wrong_gradient(2 * D, D), bars=np.full(D.shape, np.inf))) is None


@pytest.mark.parametrize(("r", "simple"), [(1 / 64, True), (1 / 65, False), (4096.0, True), (4097.0, False)])
def test_fractions_have_small_numbers(r, simple):
    assert is_simple(r) is simple


@pytest.mark.parametrize(("left_over", "is_one"), [(1e-12, True), (5e-12, False)])
def test_what_is_left_over_lies_within_the_bars_or_it_is_no_factor(left_over, is_one):
    alternating = np.where(np.arange(D.size).reshape(D.shape) % 2, left_over, -left_over)
    assert (ratio(wrong_gradient(3 * D + alternating, D)) is not None) is is_one


@pytest.mark.parametrize(("second", "bears_it"), [(5e-12, False), (5e-11, True)])
def test_an_entry_that_is_hardly_beyond_its_bar_bears_no_factor(second, bears_it):
    d = np.array([1.0, second])
    assert (ratio(wrong_gradient(1.2345678 * d, d)) is not None) is bears_it
