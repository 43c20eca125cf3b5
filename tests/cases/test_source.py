"""What a source of cases gives, and how its arguments read."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from ethan_check.cases.source import DrawnCase, arguments_in_words
from ethan_core import Case


def test_a_case_is_sure_unless_it_says_otherwise():
    drawn = DrawnCase(Case(object(), ()))
    assert (drawn.tentative, drawn.parameter_seed, drawn.configuration, drawn.make) == (
        False,
        None,
        None,
        None,
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        drawn.tentative = True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, ""),
        ({"k": 2, "mode": "same"}, "k=2 mode='same'"),
        ({"rng": np.random.default_rng(0), "p": 0.5}, "p=0.5"),
    ],
)
def test_arguments_read_as_they_would_be_written_without_generators(arguments, words):
    assert arguments_in_words(arguments) == words
