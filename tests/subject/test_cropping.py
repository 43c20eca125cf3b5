"""A large case is cut to a few rows, where the layer takes them."""

import numpy as np
import pytest

from ethan_check.subject.cropping import cropped
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject

X = np.random.default_rng(0).normal(size=(400, 400))


class Rows:
    """Adds up rows, weighted by a large parameter."""

    def __init__(self, least=1):
        self.w, self.least = np.ones((400, 400)), least

    def forward(self, x):
        if len(x) < self.least:
            raise ValueError("too few rows")
        self.x = x
        return x @ self.w

    def backward(self, g):
        self.dw = self.x.T @ g
        return g @ self.w.T


class Product:
    """Of rows and one number for each."""

    def forward(self, a, b):
        self.a, self.b = a, b[:, None]
        return self.a * self.b

    def backward(self, g):
        return g * self.b, (g * self.a).sum(axis=1)


class Square:
    def __init__(self, spoil=None, at_most=np.inf):
        self.spoil, self.at_most = spoil, at_most

    def forward(self, x):
        self.x = x
        few = x.size < self.at_most
        return x * x * (np.nan if few and self.spoil == "forward" else 1.0)

    def backward(self, g):
        few = g.size < self.at_most
        if few and self.spoil == "shape":
            return np.ones(7)
        return 2 * self.x * g * (np.nan if few and self.spoil == "backward" else 1.0)


def shape_of(subject):
    return None if subject is None else subject.values[subject.input_names[0]].shape


def test_a_large_case_is_cut_to_a_few_rows():
    subject = Subject(Rows(), (X,), label="inputs (400, 400)")
    few = cropped(subject)
    assert few.values["X"].shape == (3, 400)
    assert np.array_equal(few.values["X"], X[:3])
    assert few.values["w"].shape == (400, 400)
    assert few.label == "inputs (400, 400) cut to (3, 400)"
    assert subject.values["X"].shape == (400, 400)
    assert subject.label == "inputs (400, 400)"


def test_every_axis_is_cut_where_the_layer_takes_it():
    assert shape_of(cropped(Subject(Square(), (np.ones((8, 40, 500)),)))) == (3, 5, 5)
    assert shape_of(cropped(Subject(Square(), (np.ones((2, 4, 50_000)),)))) == (2, 4, 5)
    assert shape_of(cropped(Subject(Square(), (np.ones(2**17 + 1),)))) == (3,)


def test_inputs_are_cut_together_where_they_are_as_long():
    few = cropped(Subject(Product(), (X, X[:, 0].copy())))
    assert [few.values[name].shape for name in few.input_names] == [(3, 5), (3,)]
    assert few.label == "cut to (3, 5), (3,)"


def test_what_is_cut_out_is_a_copy():
    few = cropped(Subject(Square(), (X,)))
    few.values["X"][...] = 0.0
    assert X[:3, :5].all()


@pytest.mark.parametrize(
    "subject",
    [
        Subject(Rows(9), (X,)),
        Subject(Rows(), (X[:3],)),
        Subject(Square("forward", X.size), (X,)),
        Subject(Square("backward", X.size), (X,)),
        Subject(Square("shape", X.size), (X,)),
    ],
    ids=["raises", "is short already", "no output", "no gradient", "a wrong gradient"],
)
def test_a_case_that_cannot_be_cut_stays_whole(subject):
    assert is_large(entries_of(subject.values))
    assert cropped(subject) is None


@pytest.mark.parametrize("x", [np.ones((50, 3)), np.ones(2**17), np.array(1.0), np.ones((0, 3))])
def test_a_small_case_stays_whole(x):
    assert cropped(Subject(Square(), (x,), convention="plain")) is None
