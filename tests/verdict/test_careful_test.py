"""The directional test that may convict."""

from __future__ import annotations

import numpy as np
import pytest
from subject.small_layers import Elementwise

from ethan_check.subject.subject import Subject
from ethan_check.verdict.careful_test import careful_test

POINT = np.array([0.5, -1.0, 2.0])


def asked(layer, seed=0):
    subject = Subject(layer, (POINT,), convention="plain")
    return careful_test(subject, subject.values, np.random.default_rng(seed))


def tanh_off_by(share, on_top_of=0.0):
    return Elementwise(lambda x: np.tanh(x) + on_top_of, lambda x: (1 - np.tanh(x) ** 2) * (1 + share))


def test_what_backward_loses_to_rounding_is_measured():
    assert asked(tanh_off_by(0.0)).comparison.backward > 0


@pytest.mark.parametrize("share", [1e-3, 1e-8])
def test_real_differences_convict_of_what_they_can_see(share):
    found = asked(tanh_off_by(share))
    assert not found.agrees
    assert not found.derivative.exact


def test_what_is_too_small_for_them_is_convicted_of_by_the_complex_step():
    found = asked(tanh_off_by(1e-8, on_top_of=1e6))
    assert not found.agrees
    assert found.derivative.exact


def test_what_agrees_by_the_complex_step_as_well_is_right():
    assert asked(tanh_off_by(0.0, on_top_of=1e6)).agrees
