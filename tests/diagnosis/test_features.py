"""The numbers beside an entry."""

import numpy as np

from diagnosis.stated import wrong_of
from ethan_check.diagnosis.features import arrays_beside, features

X = np.array([[1.0, -2.0], [1.0, 3.0]])
WRONG = wrong_of(np.eye(4), 2 * np.eye(4), (2, 2), x=X)


def test_inputs_and_the_output_stand_beside_an_entry():
    assert list(arrays_beside((2, 2), *WRONG)) == ["X", "the output"]
    assert arrays_beside((3,), *WRONG) == {}


def test_magnitudes_and_repeated_values_are_numbers_too():
    found = features((2, 2), *WRONG)
    assert found["|X|"].tolist() == [[1, 2], [1, 3]]
    assert found["the number of a value of X"].tolist() == [[2, 1], [2, 1]]
