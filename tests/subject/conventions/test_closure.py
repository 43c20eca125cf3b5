"""Layers that return their backward: how they are called, and how they are seen without a call."""

import functools

import numpy as np
import pytest

from ethan_check.subject.conventions.closure import CONVENTIONS
from ethan_check.subject.conventions.convention import uninitialised

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
(CONVENTION,) = CONVENTIONS


def square(x):
    def backprop(g):
        return 2 * g * x

    return x**2, backprop


def split(x):
    return (x, 2 * x), lambda da, db: da + 2 * db


def in_training(x, is_train):
    return x, lambda g: g


@pytest.mark.parametrize(("layer", "text"), [(square, "layer(X)"), (in_training, "layer(X, is_train)")])
def test_what_returns_a_pair_is_read(layer, text):
    (found,) = CONVENTION.readings(trial_of(layer, X), None)
    assert found.call.text == f"Y, backprop = {text}"
    assert found.adds_up is False  # It has no parameters, so nothing is there to add to.


def test_a_cotangent_for_each_output_is_handed_over_apart():
    (found,) = CONVENTION.readings(trial_of(split, X), None)
    assert found.call.spread


def test_what_returns_no_pair_is_rejected():
    trial = trial_of(lambda x: x, X)
    assert CONVENTION.readings(trial, None) == []
    assert trial.rejected == [("Y, backprop = layer(X)", "__call__ did not return the pair (Y, backprop)")]


class Begins:
    def begin_update(self, X, drop=0.0): ...


class Forward:
    def forward(self, x):
        def finish(whatever):
            return whatever

        return x, finish


class Called:
    def __call__(self, x):
        return x, lambda dY: dY


class Schedule:
    def __call__(self, rate):
        return rate, lambda step: rate


class Plain:
    def forward(self, x):
        return [x, lambda g: g]


def vjp(function, x):
    return function(x), lambda g: g


def factory(size):
    def forward(x):
        return x, lambda g: g

    return forward


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (Begins, True), (Forward, True), (Called, True), (square, True), (split, True),
        (Schedule, False), (Plain, False), (vjp, False), (factory, False),
    ],
)  # fmt: skip
def test_one_is_seen_by_its_return_statement(thing, expected):
    layer = uninitialised(thing) if isinstance(thing, type) else thing
    assert CONVENTION.looks_like(layer) == expected


def test_what_has_no_source_is_not_seen():
    assert not CONVENTION.looks_like(functools.partial(square))
