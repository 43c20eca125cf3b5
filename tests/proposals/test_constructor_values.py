"""Values for constructor arguments."""

import pytest

from ethan_check.proposals.constructor_values import constructor_values


class Linear:
    def __init__(self, in_features, out_features, bias=True): ...


class Conv:
    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int): ...


class Attention:
    def __init__(self, d_model, num_heads, dropout): ...


class Norm:
    def __init__(self, normalized_shape, *, eps, rng): ...


class Typed:
    def __init__(self, amount: float, flag: bool, size: "int"): ...


class Anything:
    def __init__(self, *args, **kwargs): ...


class Activated:
    def __init__(self, size, activation): ...


class Named:
    def __init__(self, size, what: str): ...


@pytest.mark.parametrize(
    ("target", "first"),
    [
        (Linear, {"in_features": 4, "out_features": 6}),
        (Conv, {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "stride": 1, "padding": 0}),
        (Attention, {"d_model": 4, "num_heads": 2, "dropout": 0.5}),
        (Norm, {"normalized_shape": [4, 6], "eps": 1e-5}),
        (Typed, {"amount": 0.5, "flag": True, "size": 4}),
    ],
)
def test_the_likeliest_values_come_first(target, first):
    assert next(constructor_values(target)) == first


@pytest.mark.parametrize("target", [Anything, Activated, Named, int, 3])
def test_nothing_is_guessed_where_a_number_would_not_do(target):
    assert list(constructor_values(target)) == []
