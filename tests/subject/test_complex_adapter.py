"""Complex inputs, outputs and parameters are judged in both directions of the plane."""

import numpy as np
import pytest

from ethan_check import check_function, check_layer
from ethan_check.subject.subject import Subject
from ethan_core.errors import ArgumentError
from subject.complex_layers import (
    Linear,
    LinearHalf,
    LinearTransposed,
    Phase,
    PhaseTwice,
    Power,
    Z,
    verdict,
    verdict_of_functions,
)

X = Z.real


@pytest.mark.parametrize(
    ("layer", "x"),
    [(Linear(), Z), (Linear(np.complex64), Z.astype(np.complex64)), (Phase(), X), (Power(), Z)],
)
def test_right_ones_pass(layer, x):
    report = check_layer(layer, inputs=(x,))
    assert report.verdict == "pass", str(report)
    assert all(entry.became == "judged" for entry in report.account.values())


@pytest.mark.parametrize(("layer", "x"), [(LinearTransposed(), Z), (LinearHalf(), Z), (PhaseTwice(), X)])
def test_wrong_ones_fail(layer, x):
    assert verdict(layer, x) == "fail"


CONJUGATE = {
    "square": (lambda z: z * z, lambda g, z: 2 * g * z),
    "exponential": (np.exp, lambda g, z: g * np.exp(z)),
    "modulus": (np.abs, lambda g, z: g * z.conj() / np.abs(z)),
    "real part": (lambda z: z.real.copy(), lambda g, z: g + 0j),
    "fourier": (np.fft.fft, lambda g, z: np.fft.fft(g)),
}


@pytest.mark.parametrize("name", CONJUGATE)
def test_the_conjugate_is_named_and_declared_with_one_word(name):
    forward, backward = CONJUGATE[name]
    report = check_function(forward, backward, Z)
    if name != "real part":  # Where both conventions agree.
        assert report.verdict == "fail"
        assert 'if that is meant, declare so: complex="conjugate"' in str(report)
    assert verdict_of_functions(forward, backward, Z, complex="conjugate") == "pass"


def test_what_is_right_fails_where_its_conjugate_is_declared():
    assert verdict(Linear(), Z) == "pass"
    assert verdict(Linear(), Z, complex="conjugate") == "fail"


@pytest.mark.parametrize("word", ["conj", "jax", True, ""])
def test_a_convention_misspelt_is_told_in_one_line(word):
    with pytest.raises(ArgumentError) as caught:
        check_layer(Linear(), inputs=(Z,), complex=word)
    assert str(caught.value).startswith(f'complex is {word!r}, expected "conjugate", or nothing')


def test_messages_speak_of_the_arrays_as_the_layer_knows_them():
    text = str(check_layer(LinearHalf(), inputs=(Z,), checks=["gradient"], shrink=False))
    assert "only the imaginary part of dL_dW is wrong" in text
    assert "X (3, 4)" in text
    assert ".imag  " in text


def test_a_gradient_in_the_wrong_shape_is_no_array_of_pairs():
    class Transposed(Linear):
        def backward(self, g):
            super().backward(g)
            self.dW = self.dW.T
            return g @ self.W.conj().T

    assert verdict(Transposed(), Z, checks=["shapes"]) == "fail"


def test_the_other_convention_is_a_subject_of_its_own():
    subject = Subject(Linear(), (Z,))
    other = subject.conjugated()
    u = np.ones(subject.flat(subject.values).size)
    u[1::2] = 0.0
    assert subject.adapter.conjugate is False
    assert other.adapter.conjugate is True
    one, another = subject.pullback(subject.values, u)["b"], other.pullback(subject.values, u)["b"]
    assert np.array_equal(one[..., 0], another[..., 0])


def test_a_real_layer_is_called_as_it_is():
    class Double:
        def forward(self, x):
            return 2 * x

        def backward(self, g):
            return 2 * g

    assert not Subject(Double(), (X,)).is_complex
