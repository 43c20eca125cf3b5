"""Gradients that backward returns: whose each of them is."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.returned_gradients import flat_leaves
from ethan_core.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(4, 3))

W, B = np.random.default_rng(1).normal(size=(3, 2)), np.random.default_rng(2).normal(size=2)


class Linear:
    def __init__(self):
        self.W, self.b = W.copy(), B.copy()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b


def question(layer, *inputs):
    with pytest.raises(ArgumentError) as caught:
        Subject(layer, inputs or (X,))
    return str(caught.value)


class Alike:
    """Two parameters of one shape; neither keys nor names say whose gradient is whose."""

    scale = 1.0

    def __init__(self):
        self.u, self.v = B.copy(), B[::-1] + 1

    def forward(self, x):
        self.x = x[:, :2]
        return self.u * self.x + self.v * self.x**2

    def backward(self, g):
        gradients = [(g * self.x**power).sum(axis=0) for power in (2, 1)]
        dx = np.zeros((len(g), 3))
        dx[:, :2] = self.scale * g * (self.u + 2 * self.v * self.x)
        return [dx, *gradients]


def test_gradients_that_could_change_places_are_told_apart_by_forward():
    assert check_layer(Alike(), (X,)).verdict == "pass"


def test_where_forward_cannot_tell_either_it_is_a_question():
    wrong = type("AlikeWrong", (Alike,), {"scale": 0.5})
    assert "could be read in 2 ways as returned" in question(wrong())
    assert check_layer(wrong(), (X,), checks=("gradient",)).verdict == "error"


SQUARE = np.random.default_rng(3).normal(size=(3, 3))


class Inline(Linear):
    """The gradient of the input is an expression in W."""

    def backward(self, g):
        return g @ self.W.T, self.x.T @ g, g.sum(axis=0)


def test_an_expression_in_a_parameter_is_not_the_gradient_of_it():
    layer = Inline()
    layer.W, layer.b = SQUARE.copy(), np.ones(3)
    assert check_layer(layer, (X,)).verdict == "pass"


def test_leaves_are_taken_in_order_with_their_keys():
    assert flat_leaves((1.0, {"W": 2.0, "b": 3.0})) == [(None, 1.0), ("W", 2.0), ("b", 3.0)]
    assert flat_leaves([1.0, [2.0, (3.0,)]]) == [(None, 1.0), (None, 2.0), (None, 3.0)]


@pytest.mark.parametrize(
    "returns",
    [
        lambda dx, dW, db: (dx, dW, db),
        lambda dx, dW, db: (dW, db, dx),
        lambda dx, dW, db: (dx, [dW, db]),
        lambda dx, dW, db: (dx, {"b": db, "W": dW}),
    ],
)
def test_each_order_and_nesting_is_read(returns):
    class Layer(Linear):
        def backward(self, g):
            return returns(g @ self.W.T, self.x.T @ g, g.sum(axis=0))

    subject = Subject(Layer(), (X,))
    assert (subject.adapter.name, set(subject.parameters)) == ("returned", {"W", "b"})
    assert check_layer(Layer(), (X,), checks=("gradient",)).verdict == "pass"


class Gathered(Linear):
    """Rows are picked by integers, which backward returns no gradient for."""

    factor = 1

    def forward(self, x, rows):
        self.rows, self.shape = rows, x.shape
        return super().forward(x[rows])

    def backward(self, g):
        dx = np.zeros(self.shape)
        np.add.at(dx, self.rows, g @ self.W.T)
        return dx, self.factor * self.x.T @ g, g.sum(axis=0)


class GatheredParametersFirst(Gathered):
    def backward(self, g):
        dx, *others = super().backward(g)
        return *others, dx


class GatheredByName(Gathered):
    def backward(self, g):
        dx, dW, db = super().backward(g)
        return dx, {"W": dW, "b": db}


@pytest.mark.parametrize("cls", [Gathered, GatheredParametersFirst, GatheredByName])
@pytest.mark.parametrize("rows_first", [False, True])
def test_integers_may_be_left_out_of_what_is_returned(cls, rows_first):
    class Layer(cls):
        def forward(self, *inputs):
            return super().forward(*(inputs[::-1] if rows_first else inputs))

    class Wrong(Layer):
        factor = 1.01

    inputs = (X, np.array([0, 2, 2, 1]))[:: -1 if rows_first else 1]
    report = check_layer(Layer(), inputs, checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert {name for name, entry in report.account.items() if entry.became == "judged"} > {"W", "b"}
    assert check_layer(Wrong(), inputs, checks=["gradient"], shrink=False).verdict == "fail"
