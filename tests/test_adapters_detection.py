"""Looking and trying: what is found, what is asked back, and what is never guessed."""

import types

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions import convention_names
from ethan_check.subject.conventions.function_pairs import FunctionPair, function_pairs
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


class TwoPlaces(Linear):
    """Averages in the mapping, sums in the attributes."""

    def __init__(self):
        super().__init__()
        self.grads = {}

    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        self.grads = {"W": self.dW / len(g), "b": self.db / len(g)}
        return g @ self.W.T


def test_two_places_with_different_gradients_are_a_question():
    text = question(TwoPlaces())
    assert "TwoPlaces could be read as mapping or attributes" in text
    assert "grads.W and dW hold different gradients" in text
    assert text.endswith("say convention='mapping' or convention='attributes'")


def test_the_question_is_an_error_of_the_check_not_a_pass():
    report = check_layer(TwoPlaces(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "say convention='mapping' or convention='attributes'" in str(report)


def test_the_answer_decides():
    assert check_layer(TwoPlaces(), (X,), convention="attributes").verdict == "pass"
    assert check_layer(TwoPlaces(), (X,), convention="mapping", checks=("gradient",)).verdict == "fail"
    declared = check_layer(TwoPlaces(), (X,), convention="mapping", reduction="mean")
    assert declared.verdict == "pass"


class SamePlaces(TwoPlaces):
    def backward(self, g):
        dx = super().backward(g)
        self.grads = {"W": self.dW, "b": self.db.copy()}
        return dx


def test_two_places_with_the_same_gradients_are_no_question():
    assert Subject(SamePlaces(), (X,)).adapter.name == "mapping"
    assert check_layer(SamePlaces(), (X,)).verdict == "pass"


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


class NamesTellNothing:
    def loss(self, u, v):
        return np.sum((u - v) ** 2 * v)

    def gradient(self, u, v):
        return 2 * (u - v) * v


def test_a_loss_is_asked_which_argument_is_the_prediction():
    """Its sign could tell, but then a wrong sign would pass for another order."""
    text = question(NamesTellNothing(), X, X[::-1])
    assert text.endswith("say convention='loss' or convention='loss-target-first'")
    pair = (X, X[::-1])
    assert check_layer(NamesTellNothing(), pair, convention="loss").verdict == "pass"
    turned = check_layer(NamesTellNothing(), pair, convention="loss-target-first", checks=("gradient",))
    assert turned.verdict == "fail"


class MovesByAnUnknownRate(Linear):
    def backward(self, g):
        dx = g @ self.W.T
        self.W -= 0.01 * self.x.T @ g
        self.b -= 0.01 * g.sum(axis=0)
        return dx


def test_an_update_at_a_rate_that_nobody_can_set_is_no_pass():
    report = check_layer(MovesByAnUnknownRate(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "backward changes W, b" in str(report)


def test_no_layer_at_all():
    with pytest.raises(ArgumentError, match="object is no layer that can be called"):
        Subject(object(), (X,))


def test_what_the_layer_raises_is_told():
    class Refuses(Linear):
        def backward(self, g):
            raise NotImplementedError("not yet")

    report = check_layer(Refuses(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "backward raised NotImplementedError: not yet" in str(report)


def test_names_are_unique():
    names = [name for name in convention_names() if name != "plain"]
    assert {"mapping", "parallel-lists", "attributes", "returned", "cached", "stateless"} < set(names)
    assert {"fused-update", "optimizer", "closure", "out-parameter", "parameter-objects", "tape"} < set(names)


def test_functions_of_a_module_are_found_in_pairs():
    module = types.ModuleType("theirs")
    for name in (
        "affine_forward",
        "affine_backward",
        "forward_relu",
        "backward_relu",
        "softmax",
        "softmax_backward",
        "conv_fwd",
        "conv_bwd",
        "alone_forward",
        "lonely_backward",
        "np",
    ):
        setattr(module, name, types.FunctionType((lambda x: x).__code__, {}, name))
    assert sorted(function_pairs(module)) == ["affine", "conv", "relu", "softmax"]


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


def test_the_convention_of_a_plugin_comes_first():
    class Theirs:
        name, reduction = "theirs", "sum"

        def recognises(self, layer):
            return isinstance(layer, Linear)

        def parameters(self, layer, inputs):
            return {"W": ("W",)}

        def forward(self, layer, inputs):
            return layer.forward(*inputs), None

        def backward(self, layer, inputs, cotangent, memory, parameters):
            from ethan_check import Gradients

            return Gradients((cotangent @ layer.W.T,), {"W": layer.x.T @ cotangent})

    layer = SamePlaces()
    assert Subject(layer, (X,), adapters=(Theirs(),)).adapter.name == "theirs"
    assert Subject(layer, (X,), adapters=(Theirs(),), convention="attributes").adapter.name == "attributes"
    assert check_layer(layer, (X,), adapters=(Theirs(),)).verdict == "pass"


class Terse(Linear):
    """Hands on a tuple of arrays, and names nothing in a way that would tell what it is."""

    def forward(self, x):
        return x @ self.W, (x,)

    def backward(self, d, c):
        (x,) = c
        return d @ self.W.T, x.T @ d


class TerseWrong(Terse):
    def backward(self, d, c):
        dx, dw = super().backward(d, c)
        return dx, 2 * dw


class Halves:
    """Two outputs, and a cotangent for each."""

    def forward(self, x):
        self.x = x
        return x * x, 3 * x

    def backward(self, d, c):
        return 2 * self.x * d + 3 * c


SQUARE = np.random.default_rng(3).normal(size=(3, 3))


@pytest.mark.parametrize("w", [W, SQUARE], ids=["oblong", "square"])
def test_a_cache_that_nothing_calls_a_cache_is_told_by_the_derivative(w):
    layer = Terse()
    layer.W = w
    assert Subject(layer, (X,)).adapter.name == "cached"
    assert check_layer(layer, (X,)).verdict == "pass"


def test_a_second_cotangent_that_nothing_calls_so_is_told_by_the_derivative():
    assert check_layer(Halves(), (X,)).verdict == "pass"


def test_a_cache_or_a_cotangent_is_asked_where_neither_reading_is_right():
    text = question(TerseWrong())
    assert "TerseWrong could be read as cached" in text
    assert check_layer(TerseWrong(), (X,), convention="cached", checks=("gradient",)).verdict == "fail"


class Inline(Linear):
    """The gradient of the input is an expression in W."""

    def backward(self, g):
        return g @ self.W.T, self.x.T @ g, g.sum(axis=0)


def test_an_expression_in_a_parameter_is_not_the_gradient_of_it():
    layer = Inline()
    layer.W, layer.b = SQUARE.copy(), np.ones(3)
    assert check_layer(layer, (X,)).verdict == "pass"
