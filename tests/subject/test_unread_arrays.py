"""What a layer holds beside its parameters, each array once."""

import numpy as np

from ethan_check.subject.unread_arrays import unread_arrays


class Holder:
    def __init__(self, **held):
        vars(self).update(held)


W = np.ones((2, 3))


def names(layer, **read):
    return list(unread_arrays(layer, {name: (name,) for name in ("W",)} | read))


def test_a_layer_that_holds_its_parameters_alone_has_none():
    assert names(Holder(W=W)) == []
    assert names(Holder(W=W, size=3, eps=1e-5, name="affine", counts=np.arange(3))) == []


def test_real_and_complex_arrays_are_meant_wherever_they_are():
    inner = Holder(scale=np.ones(3), phases=np.ones(2, complex))
    assert names(Holder(W=W, inner=inner, buffers={"mean": np.zeros(3)})) == ["scale", "phases", "mean"]


def test_an_array_that_is_reached_in_two_ways_is_one():
    scale = np.ones(3)
    assert names(Holder(W=W, scale=scale, same=scale, parts=[scale])) == ["scale"]


def test_what_shares_memory_with_a_parameter_is_no_other_array():
    assert names(Holder(W=W, transposed=W.T, first=W[0], flat=W.reshape(-1))) == []
    assert names(Holder(W=W, transposed=W.T.copy())) == ["transposed"]


def test_an_empty_array_moves_nothing():
    assert names(Holder(W=W, nothing=np.empty((0, 3)))) == []


def test_names_that_occur_twice_are_told_apart():
    layers = [Holder(scale=np.ones(2)), Holder(scale=np.ones(2))]
    assert names(Holder(W=W, layers=layers)) == ["layers.0.scale", "layers.1.scale"]


def test_a_frozen_parameter_is_among_them():
    assert list(unread_arrays(Holder(W=W, b=np.ones(3)), {"W": ("W",)})) == ["b"]
