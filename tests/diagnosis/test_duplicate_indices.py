"""Ids that occur more than once and count once."""

from __future__ import annotations

import pytest

from diagnosis.broken_layers import (
    Lookup,
    assert_explained,
    explanations,
    first_of_each,
    last_of_each,
    padding,
)

ONCE = (
    "dL_dtable counts an id that is repeated in ids once: all its occurrences must be added up (numpy.add.at)"
)

CASES = {
    "last of repeated ids": (Lookup(last_of_each), ONCE),
    "first of repeated ids": (Lookup(first_of_each), ONCE),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


def test_other_wrong_gradients_of_a_lookup_are_not():
    assert ONCE not in explanations(Lookup(padding))
