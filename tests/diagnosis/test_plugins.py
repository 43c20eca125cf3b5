"""Diagnoses of plugins: told like ours, and a line where one raises."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise
from ethan_check import check_layer
from ethan_check.subject import diagnosers
from ethan_check.subject.diagnosers import offer_diagnosers

NOISY = Elementwise(lambda dx, d, s: dx + 0.3 * np.roll(d, 1, 0) * s.x + 0.2 * np.roll(d, 1, 1) * s.y)


@pytest.fixture
def offer():
    kept = diagnosers._find
    yield lambda **known: offer_diagnosers(lambda: known)
    offer_diagnosers(kept)


def message():
    return str(check_layer(NOISY, checks=["gradient"]))


def test_what_a_plugin_says_is_told(offer):
    offer(mine=lambda difference, subject: [f"{difference.target} is noisy"])
    assert "\n  looks like: dL_dx is noisy\n" in message()


def raising(difference, subject):
    raise KeyError("no such thing")


@pytest.mark.parametrize(
    ("diagnoser", "words"),
    [
        (raising, "raised KeyError: 'no such thing'"),
        (lambda difference, subject: "a text", "raised TypeError: expected a list of texts, or None"),
        (lambda difference, subject: [3], "raised TypeError: expected a list of texts, or None"),
    ],
    ids=["raises", "no list", "no texts"],
)
def test_one_that_fails_is_a_line_that_names_it_and_changes_nothing_else(offer, diagnoser, words):
    without = message()
    offer(mine=diagnoser)
    (line,) = (line for line in message().splitlines() if "the diagnosis of plugin 'mine'" in line)
    assert words in line
    assert [other for other in message().splitlines() if other != line] == without.splitlines()


def test_none_says_nothing(offer):
    without = message()
    offer(mine=lambda difference, subject: None)
    assert message() == without
