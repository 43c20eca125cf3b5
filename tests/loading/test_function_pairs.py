"""Functions of a module: which two belong together."""

import types

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair, function_pairs

X, W = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(1).normal(size=(3, 2))


def module_of(*names):
    module = types.ModuleType("theirs")
    for name in names:
        setattr(module, name, types.FunctionType((lambda x: x).__code__, {}, name))
    return module


@pytest.mark.parametrize(
    ("names", "shared"),
    [
        (("affine_forward", "affine_backward"), "affine"),
        (("forward_relu", "backward_relu"), "relu"),
        (("softmax", "softmax_backward"), "softmax"),
        (("conv_fwd", "conv_bwd"), "conv"),
        (("conv_fprop", "conv_bprop"), "conv"),
        (("forward_pass_conv", "backward_pass_conv"), "conv"),
        (("conv_forward", "conv_bprop"), "conv"),
        (("forward", "backward"), "forward"),
    ],
)
def test_functions_of_a_module_are_found_in_pairs(names, shared):
    module = module_of(*names, "alone_forward", "lonely_backward")
    pairs = function_pairs(module)
    assert list(pairs) == [shared]
    assert (pairs[shared].forward.__name__, pairs[shared].backward.__name__) == names


@pytest.mark.parametrize(
    "backward",
    [
        lambda dout, cache: (dout @ cache[1].T, cache[0].T @ dout),
        lambda dout, cache: {"dx": dout @ cache[1].T, "dw": cache[0].T @ dout},
    ],
    ids=["tuple", "by-name"],
)
def test_a_pair_of_functions(backward):
    pair = FunctionPair(lambda x, w: (x @ w, (x, w)), backward, "affine")
    assert check_layer(pair, (X, W)).verdict == "pass"


def test_a_constant_factory_returns_what_it_holds_and_knows_where_it_is_from():
    pair = FunctionPair(np.sin, np.cos, "sine")
    factory = ConstantFactory(pair)
    assert (factory(), factory.origin, factory.__name__) == (pair, np.sin, "sine")
    assert ConstantFactory(np.sin).origin is np.sin
