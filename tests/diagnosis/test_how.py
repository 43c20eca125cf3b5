"""How the wrong numbers of a Jacobian are wrong."""

import numpy as np
import pytest

from diagnosis.stated import wrong_of
from ethan_check.diagnosis.how import in_what_way
from ethan_check.diagnosis.stated_jacobian import jacobians

TRUE = np.diag([1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ([0, 0, 0, 0], ["is zero", "is wrong"]),
        ([0, 0, 0, 2], ["is 1/2 of the derivative", "is wrong"]),
        ([0, 0, 0, -4], ["is minus the derivative", "is wrong"]),
        ([1, 0, 0, 4], ["is not zero, as it should be,", "is wrong"]),
        ([1, 0, 0, 3], ["is wrong"]),
    ],
)
def test_the_most_telling_comes_first(last, words):
    stated = TRUE.copy()
    stated[-1] = last
    assert list(in_what_way(jacobians(*wrong_of(TRUE, stated, (4,))))) == words
