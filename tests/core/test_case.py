"""A case is a layer and its inputs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from ethan_core.case import Case


def test_one_array_becomes_a_tuple_of_one():
    x = np.ones(3)
    assert Case(object(), x).inputs == (x,)
    assert Case(object(), (x, x)).inputs == (x, x)
    assert Case(object(), ()).inputs == ()


def test_a_case_has_no_label_unless_it_is_given_one_and_cannot_be_changed():
    case = Case(object(), (), "three rows")
    assert (case.label, Case(object(), ()).label) == ("three rows", "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.label = "four rows"
