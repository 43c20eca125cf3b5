"""A structure is kept: whatever is drawn, in every shape that it fits, from whatever was given."""

import numpy as np

from ethan_check.cases import structures
from ethan_check.cases.resampling import resample

POSITIONS = 27
"""Each way of changing entries three times."""


def given(array, words):
    """The array, which has to show the structure of these words, as the narrowest of all."""
    assert structures.structure_of(array) == words
    return array


def resampled(array):
    """What the array becomes in all ways, those that change its shape too."""
    return [resample((array,), position, np.random.default_rng(position))[0] for position in range(POSITIONS)]


def holds(module, array):
    """That what is made of an array has its structure and dtype still, and is not all the same."""
    made = resampled(array)
    same_shape = [one for one in made if one.shape == array.shape]
    assert len(same_shape) > POSITIONS // 3
    assert all(module.shows(one) or np.ptp(one) == 0 for one in made)
    assert all(one.dtype == array.dtype for one in made)
    assert len({one.tobytes() for one in same_shape}) > 2
    return made
