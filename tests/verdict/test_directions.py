"""The directions that the arrays of a subject are moved along."""

from __future__ import annotations

import numpy as np
from subject.small_layers import Affine, Elementwise, X

from ethan_check.subject.subject import Subject
from ethan_check.verdict.directions import alike_where_equal, directions_at
from ethan_core import Contract
from ethan_core.contract import Interval


def test_every_array_that_is_owed_a_gradient_moves_unless_some_are_named():
    subject = Subject(Affine(), (X,))
    rng = np.random.default_rng(0)
    every = directions_at(subject, subject.values, rng, None, "mixed")
    assert {name: v.shape for name, v in every.items()} == {
        name: subject.values[name].shape for name in subject.targets
    }
    assert list(directions_at(subject, subject.values, rng, ["X"], "mixed")) == ["X"]


def test_what_stands_at_the_edge_of_its_domain_stays():
    layer = Elementwise(np.sqrt, lambda x: 0.5 / np.sqrt(x))
    contract = Contract(inputs=("X",), domain={"X": Interval(0.0, 1.0)})
    subject = Subject(layer, (np.array([0.0, 0.5]),), convention="plain", contract=contract)
    v = directions_at(subject, subject.values, np.random.default_rng(0), None, "common")["X"]
    assert v[0] == 0
    assert 0 < abs(v[1]) < 4


def test_equal_entries_move_alike_in_any_shape():
    x = np.array([[1.0, 2.0], [2.0, 1.0]])
    v = np.array([[0.5, -1.0], [3.0, 4.0]])
    assert np.array_equal(alike_where_equal(v, x), [[0.5, -1.0], [-1.0, 0.5]])
