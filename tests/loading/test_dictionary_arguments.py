"""Pairs of functions that take a dictionary of parameters or of settings."""

import inspect

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.shape_inference import guess_case
from ethan_check.loading.dictionary_arguments import without_dictionaries
from ethan_check.loading.function_pairs import FunctionPair


def dense_forward(x, params):
    return x @ params["W"] + params["b"], (x, params)


def dense_backward(dout, cache):
    x, params = cache
    return dout @ params["W"].T, {"dW": x.T @ dout, "db": dout.sum(axis=0)}


def wrong_backward(dout, cache):
    x, params = cache
    return dout @ params["W"].T, {"W": x.T @ dout, "b": dout.mean(axis=0)}


def norm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get("eps", 1e-5)
    if bn_param["mode"] != "train":
        raise ValueError(bn_param["mode"])
    deviation = x - x.mean(axis=0)
    s = np.sqrt((deviation**2).mean(axis=0) + eps)
    bn_param["running"] = s
    return gamma * deviation / s + beta, (deviation / s, gamma, s)


def norm_backward(dout, cache):
    z, gamma, s = cache
    d = dout * gamma
    dx = (d - d.mean(axis=0) - z * (d * z).mean(axis=0)) / s
    return dx, (dout * z).sum(axis=0), dout.sum(axis=0)


def plain_forward(x, w):
    return x * w, (x, w)


def plain_backward(dout, cache):
    return dout * cache[1], dout * cache[0]


PAIRS = {
    "parameters": (dense_forward, dense_backward, ["x", "W", "b"]),
    "settings": (norm_forward, norm_backward, ["x", "gamma", "beta"]),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_a_dictionary_becomes_arrays_or_usual_settings(kind):
    forward, backward, names = PAIRS[kind]
    layer = without_dictionaries(FunctionPair(forward, backward, kind))
    assert list(inspect.signature(layer.forward).parameters) == names
    case = guess_case(layer, 0)
    report = check_layer(layer, case.inputs, checks=["gradient"])
    assert report, str(report)
    line = inspect.getsourcelines(backward)[1]
    assert report.backward_at.endswith(f"test_dictionary_arguments.py:{line}")


def test_a_mistake_is_found():
    layer = without_dictionaries(FunctionPair(dense_forward, wrong_backward))
    rng = np.random.default_rng(0)
    inputs = (rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=2))
    report = check_layer(layer, inputs, checks=["gradient"])
    assert [finding.target for finding in report.failures] == ["dL_dX2"]


def test_a_pair_without_dictionaries_is_itself():
    pair = FunctionPair(plain_forward, plain_backward)
    assert without_dictionaries(pair) is pair
    assert without_dictionaries(built_in := FunctionPair(np.sin, np.cos)) is built_in
