"""Complex arrays as pairs of real numbers: what everything else sees of them, and what the layer does."""

import numpy as np
import pytest

from ethan_check import Subject

Z = np.array([[1 + 2j, -0.5 + 0.25j]])


class Scale:
    def __init__(self, w):
        self.w = np.asarray(w)

    def forward(self, z):
        self.z = z
        return self.w * z

    def backward(self, g):
        self.dw = np.sum(g * np.conj(self.z), axis=0)
        return g * np.conj(self.w)


class Modulus(Scale):
    def forward(self, z):
        self.z = z
        return np.abs(z) * self.w

    def backward(self, g):
        self.dw = np.sum(g * np.abs(self.z), axis=0)
        return g * self.w * self.z / np.abs(self.z)


@pytest.mark.parametrize(
    ("layer", "inputs", "pairs", "output"),
    [
        (Scale([1j, 2.0]), Z, {"X", "w"}, (1, 2)),
        (Scale([1j, 2.0]), Z.real, {"w"}, (1, 2)),
        (Modulus([0.5, 2.0]), Z, {"X"}, (1, 2)),
        (Modulus([0.5, 2.0]), Z.real, set(), (1, 2)),
    ],
)
def test_what_is_complex_is_a_pair_and_keeps_its_shape_for_messages(layer, inputs, pairs, output):
    subject = Subject(layer, (inputs,))
    assert subject.pairs == pairs
    assert subject.is_complex == bool(pairs)
    assert subject.shape_of("X") == inputs.shape
    assert subject.shapes_of_outputs == [output]
    assert subject.values["X"].dtype.kind == "f"


def test_the_other_convention_is_the_conjugate():
    subject = Subject(Scale([1j, 2.0]), (Z,))
    u = np.array([1.0, 0.0, 0.0, 1.0])
    one, other = (each.pullback(each.values, u)["X"] for each in (subject, subject.conjugated()))
    assert not np.allclose(one, other)
