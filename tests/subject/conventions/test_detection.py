"""Looking and trying: what is found, what is asked back, and what is never guessed."""

import ast
from pathlib import Path

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions import convention_names, detect, detection
from ethan_check.subject.conventions.detection import conventions
from ethan_core.errors import ArgumentError

from .trials import trial_of

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


class Stores(Linear):
    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


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

    layer = Stores()
    assert Subject(layer, (X,), adapters=(Theirs(),)).adapter.name == "theirs"
    assert Subject(layer, (X,), adapters=(Theirs(),), convention="attributes").adapter.name == "attributes"
    assert check_layer(layer, (X,), adapters=(Theirs(),), frozen=("b",)).verdict == "pass"


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


def test_a_convention_is_a_file_and_each_has_a_place_of_its_own():
    found = conventions()
    orders = [one.order for one in found]
    assert orders == sorted(set(orders))
    assert all(0 <= order < 100 for order in orders)
    defined = [
        file.stem
        for file in Path(detection.__file__).parent.glob("*.py")
        if "\nCONVENTIONS = (" in file.read_text()
    ]
    assert len(defined) >= 8
    imported = {
        node.module
        for node in ast.walk(ast.parse(Path(detection.__file__).read_text()))
        if isinstance(node, ast.ImportFrom)
    }
    assert not {f"ethan_check.subject.conventions.{name}" for name in defined} & imported


def test_every_module_has_a_test_file():
    tests = Path(__file__).parent
    modules = {file.stem for file in Path(detection.__file__).parent.glob("*.py")} - {"__init__"}
    assert {f"test_{name}.py" for name in modules} <= {file.name for file in tests.glob("*.py")}


def test_what_was_rejected_is_told_with_its_reason():
    trial = trial_of(Terse(), X)
    assert detect(trial).name == "cached"
    reasons = [reason for _, reason in trial.rejected]
    assert "its gradients are not the derivatives of forward" in reasons


def test_what_a_layer_has_instead_is_said():
    class Remembers:
        def forward(self, x, mode="train"):
            self.x = x
            return x

        def backward(self):
            return self.x

    said = question(Remembers())
    assert said.endswith("; found forward(x), backward()"), said
