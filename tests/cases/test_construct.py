"""A layer is made the same every time."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ethan_check.cases.construct import construct
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.errors import RegistrationError


class Random:
    def __init__(self, size=3, rng=None):
        self.w = rng.normal(size=size)


class Global:
    def __init__(self):
        self.w, self.other = np.random.normal(size=3), random.random()


def test_a_generator_is_made_where_none_is_given():
    first, again, other = (construct(Random, {"size": 2}, seed).w for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_given_generator_is_kept():
    given = np.random.default_rng(5)
    np.testing.assert_array_equal(
        construct(Random, {"rng": given}, 0).w, np.random.default_rng(5).normal(size=3)
    )


def test_global_generators_are_seeded_and_put_back():
    state = random.getstate()
    first, again = construct(Global, {}, 0), construct(Global, {}, 0)
    np.testing.assert_array_equal(first.w, again.w)
    assert first.other == again.other
    assert random.getstate() == state


def test_what_the_constructor_raises_is_the_layer_s_fault():
    with pytest.raises(LayerFault, match=r"^the constructor with size='x' raised .*"):
        construct(Random, {"size": "x"}, 0)
    with pytest.raises(LayerFault, match=r"^the constructor with no arguments raised ZeroDivisionError"):
        construct(lambda: 1 / 0, {}, 0)


def test_a_mistake_in_a_configuration_keeps_its_words():
    def refuse():
        raise RegistrationError("init is 5")

    with pytest.raises(RegistrationError, match=r"^init is 5$"):
        construct(refuse, {}, 0)
