"""check_function: a forward and a backward, with or without a cache, for one array or several."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_function
from ethan_core.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(4, 3))
W = np.random.default_rng(1).normal(size=(3, 2))


def square(x):
    return x * x


def square_with_cache(x):
    return x * x, {"x": x}


def product(x, w):
    return x @ w


def product_with_cache(x, w):
    return x @ w, (x, w)


def lookup(table, ids):
    return table[ids]


def lookup_back(g, cache):
    table, ids = cache
    dtable = np.zeros_like(table)
    np.add.at(dtable, ids, g)
    return dtable, None


RIGHT = {
    "one array": (square, lambda g, x: 2 * x * g, (X,)),
    "one array, a tuple": (square, lambda g, x: (2 * x * g,), (X,)),
    "a cache": (square_with_cache, lambda g, cache: 2 * cache["x"] * g, (X,)),
    "several arrays": (product, lambda g, cache: (g @ cache[1].T, cache[0].T @ g), (X, W)),
    "several arrays, a list": (product, lambda g, cache: [g @ cache[1].T, cache[0].T @ g], (X, W)),
    "several arrays, a cache": (
        product_with_cache,
        lambda g, cache: (g @ cache[1].T, cache[0].T @ g),
        (X, W),
    ),
    "integers": (lookup, lookup_back, (X, np.array([0, 2, 2, 3, 0]))),
    "a number comes out": (lambda x: np.sum(x * x), lambda g, x: 2 * x * g, (X,)),
    "a number goes in": (np.exp, lambda g, x: g * np.exp(x), (0.5,)),
}

WRONG = {
    "one array": (square, lambda g, x: x * g, (X,), "dL_dX"),
    "a cache": (square_with_cache, lambda g, cache: cache["x"] * g, (X,), "dL_dX"),
    "the second array": (product, lambda g, c: (g @ c[1].T, -c[0].T @ g), (X, W), "dL_dX1"),
    "nothing for the second": (product, lambda g, c: (g @ c[1].T, None), (X, W), "dL_dX1"),
    "repeated ids": (
        lookup,
        lambda g, c: (np.eye(len(c[0]))[c[1]].T @ g * (np.arange(4) != 2)[:, None], None),
        (X, np.array([0, 2, 2, 3, 0])),
        "dL_dX0",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_pair_passes(name):
    forward, backward, arrays = RIGHT[name]
    report = check_function(forward, backward, *arrays)
    assert report.verdict == "pass", str(report)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pair_fails(name):
    forward, backward, arrays, target = WRONG[name]
    report = check_function(forward, backward, *arrays)
    assert report.verdict == "fail"
    assert target in {finding.target for finding in report.failures}


def test_it_is_called_by_forwards_name_or_by_the_one_given():
    assert check_function(square, lambda g, x: 2 * x * g, X, checks=["shapes"]).layer == "square"
    assert check_function(square, lambda g, x: 2 * x * g, X, checks=["shapes"], name="sq").layer == "sq"


def test_a_seed_repeats():
    first, second = (check_function(square, lambda g, x: x * g, X, seed=3).to_json() for _ in range(2))
    assert first == second


def test_a_missing_array_is_an_error():
    message = r"^check_function needs the arrays that forward is called with, after backward$"
    with pytest.raises(ArgumentError, match=message):
        check_function(square, lambda g, x: 2 * x * g)


def test_an_unknown_check_is_an_error():
    with pytest.raises(ArgumentError, match=r"^check 'grad' is unknown"):
        check_function(square, lambda g, x: 2 * x * g, X, checks=["grad"])
