"""What is known of each output: how it was found, and over which steps."""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.derivative import METHOD_STEPS, METHODS
from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.tolerances.sizes import JACOBIAN_OUTPUTS


def test_each_method_is_counted_by_its_usable_outputs():
    found = directional_derivative(lambda t: np.array([np.exp(t), abs(t), abs(t - 0.01)]), use_complex=False)
    assert found.by_method() == {"differences at 1/8 to 1/64": 1, "differences at 1/128 to 1/1024": 1}
    assert not found.usable[1]


def test_the_complex_step_takes_no_step_and_the_others_say_theirs():
    assert METHOD_STEPS[METHODS.index("complex step")] == ()
    assert [len(steps) for steps in METHOD_STEPS[1:]] == [4, 4, 4, 4]
    assert sorted((max(steps) for steps in METHOD_STEPS[1:]), reverse=True) == [
        max(steps) for steps in METHOD_STEPS[1:]
    ]


def test_the_difference_over_every_step_is_kept_unless_there_are_too_many_outputs():
    found = directional_derivative(lambda t: np.array([np.sin(t)]), use_complex=False)
    steps = found.central_differences()
    assert list(steps) == sorted(steps, reverse=True)
    assert len(steps) == (found.calls - 1) // 2
    assert all(abs(value[0] - 1) <= h**2 for h, value in steps.items())
    many = directional_derivative(lambda t: np.full(JACOBIAN_OUTPUTS + 1, np.sin(t)))
    assert many.central_differences() == {}
