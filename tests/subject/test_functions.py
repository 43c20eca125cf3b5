"""Pairs of functions: what backward is given, and how gradients are returned."""

from typing import NamedTuple

import numpy as np
import pytest

from ethan_check import check_function
from ethan_core.errors import ArgumentError

RNG = np.random.default_rng(0)
X, W, B = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 2)), RNG.normal(size=2)
TABLE, IDS = RNG.normal(size=(5, 3)), np.array([0, 1, 1])
MASK = np.array([[1.0, 0.0, 1.0]] * 4)


def affine(x, w, b):
    return x @ w + b


def affine_and_cache(x, w, b):
    return x @ w + b, (x, w)


def gradients(g, x, w):
    return g @ w.T, x.T @ g, g.sum(axis=0)


def lookup(table, ids):
    return table[ids]


def scattered(g, table, ids):
    d = np.zeros_like(table)
    np.add.at(d, ids, g)
    return d


def with_parameters(x, p):
    return x @ p["w"] + p["b"]


def two_layers(x, ws):
    return np.tanh(x @ ws[0]) @ ws[1]


def two_layers_back(g, x, ws):
    h = np.tanh(x @ ws[0])
    dz = (g @ ws[1].T) * (1 - h**2)
    return dz @ ws[0].T, [x.T @ dz, h.T @ g]


RIGHT = {
    "backward(g, *inputs)": (affine, lambda g, x, w, b: gradients(g, x, w), (X, W, B), {}),
    "backward(g, inputs)": (affine, lambda g, given: gradients(g, *given[:2]), (X, W, B), {}),
    "backward(g, *any)": (affine, lambda g, *given: gradients(g, *given[:2]), (X, W, B), {}),
    "backward(g, cache)": (affine_and_cache, lambda g, cache: gradients(g, *cache), (X, W, B), {}),
    "an option beside the cache": (
        affine_and_cache, lambda g, cache, eps=0: gradients(g, *cache), (X, W, B), {},
    ),
    "a cache that is an array": (lambda x: (np.tanh(x), np.tanh(x)), lambda g, y: g * (1 - y * y), (X,), {}),
    "None": (lambda x, m: x * m, lambda g, x, m: (g * m, None), (X, MASK), {}),
    "frozen": (lambda x, m: x * m, lambda g, x, m: g * m, (X, MASK), {"frozen": "m"}),
    "integers left out": (lookup, scattered, (TABLE, IDS), {}),
    "integers None": (lookup, lambda g, t, i: (scattered(g, t, i), None), (TABLE, IDS), {}),
    "a list of arrays": (two_layers, two_layers_back, (X, [W, RNG.normal(size=(2, 2))]), {}),
    "nothing but a list": (lambda xs: xs[0] * xs[1], lambda g, xs: [g * xs[1], g * xs[0]], ([X, X + 1],), {}),
    "a dictionary of gradients": (
        affine, lambda g, x, w, b: dict(zip(("b", "w", "x"), gradients(g, x, w)[::-1], strict=True)),
        (X, W, B), {},
    ),
    "by names made from theirs": (
        affine, lambda g, x, w, b: dict(zip(("dx", "grad_w", "b_grad"), gradients(g, x, w), strict=True)),
        (X, W, B), {},
    ),
    "keyword arguments": (affine, lambda g, x, w, b: gradients(g, x, w), (X,), {"w": W, "b": B}),
    "a dictionary of parameters": (
        with_parameters, lambda g, x, p: (g @ p["w"].T, {"b": g.sum(axis=0), "dw": x.T @ g}),
        (X, {"w": W, "b": B}), {},
    ),
    "a number": (lambda x: (x * x).sum(), lambda g, x: 2 * g * x, (X,), {}),
}  # fmt: skip


@pytest.mark.parametrize("how", RIGHT)
def test_it_is_understood_and_judged(how):
    forward, backward, arrays, options = RIGHT[how]
    report = check_function(forward, backward, *arrays, checks=["gradient"], **options)
    assert report, str(report)


def test_a_mistake_in_a_dictionary_is_found():
    wrong = lambda g, x, p: (g @ p["w"].T, {"w": x.T @ g, "b": g.mean(axis=0)})  # noqa: E731
    report = check_function(with_parameters, wrong, X, {"w": W, "b": B}, checks=["gradient"])
    assert [finding.target for finding in report.failures] == ["dL_dX2"]


def test_what_is_declared_is_in_the_account():
    report = check_function(*RIGHT["None"][:2], X, MASK, checks=["gradient"])
    assert str(report.account["X1"]) == "declared: frozen"


@pytest.mark.parametrize(
    ("given", "named", "line"),
    [
        ((None, np.cos, X), {}, "forward is None, expected a function"),
        ((np.sin, X, np.cos), {}, "backward is *, expected a function"),
        ((np.sin, np.cos, None), {}, "argument 1 of forward is None, expected an array*"),
        ((np.sin, np.cos, "abc"), {}, "argument 1 of forward is 'abc', expected an array*"),
        ((np.sin, np.cos, [[1.0, 2.0], [3.0]]), {}, "argument 1 of forward is a list, expected an array*"),
        ((affine, np.cos, X), {"chekcs": ["gradient"]}, "chekcs is no option, *; did you mean checks?"),
        ((np.sin, np.cos), {}, "check_function needs the arrays *"),
        ((np.sin, np.cos, X), {"seed": None}, "seed is None, expected a whole number from 0 up*"),
    ],
)
def test_what_is_handed_over_by_mistake_gets_one_line(given, named, line):
    from fnmatch import fnmatch

    with pytest.raises(ArgumentError) as caught:
        check_function(*given, **named)
    assert fnmatch(str(caught.value), line), str(caught.value)


def test_an_argument_that_has_no_end_is_refused():
    ring, mapping = [X], {"W": X}
    ring.append(ring)
    mapping["self"] = mapping
    for argument in (ring, mapping):
        with pytest.raises(ArgumentError, match="argument 1 of forward holds itself, or lists and dict"):
            check_function(lambda tree: X, lambda g, tree: g, argument)
    ring = [1.0]
    ring.append(ring)
    with pytest.raises(ArgumentError, match="argument 1 of forward is a list, expected"):
        check_function(lambda tree: X, lambda g, tree: g, {"W": ring})


def test_arguments_of_classes_of_their_own():
    class Weights(NamedTuple):
        w: np.ndarray
        b: np.ndarray

    class Ours(list):
        def __init__(self, *several):
            super().__init__(several)

    def forward(x, held):
        return x @ held[0] + held[1]

    def backward(g, x, held):
        return g @ held[0].T, (x.T @ g, g.sum(axis=0))

    for held in (Weights(W, B), Ours(W, B)):
        assert check_function(forward, backward, X, held, checks=["gradient"]).verdict == "pass"
