"""The tables of names; and that whatever is read under a name is found under it in a module, and judged."""

import importlib.util
import itertools
import sys

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.cases.shape_inference import guess_case
from ethan_check.loading.module_scan import offer_classes
from ethan_check.subject.conventions import spelling
from ethan_check.verdict.judge import judge

LAYER = """
class {name}:
    def {forward}(self, a, b):
        self.a, self.b = a, b
        return a * b
    def {backward}(self, g):
        return g * self.b, g * self.a
"""
FUNCTIONS = """
def {forward}(a, b):
    return a * b, (a, b)
def {backward}(dout, cache):
    return dout * cache[1], dout * cache[0]
"""
LOSS = """
class {name}:
    def {forward}(self, prediction, target):
        return ((prediction - target) ** 2).sum()
    def {backward}(self, prediction, target):
        return 2 * (prediction - target)
"""
REMEMBERING_LOSS = """
class {name}:
    def {forward}(self, prediction, target):
        self.difference = prediction - target
        return (self.difference**2).sum()
    def {backward}(self):
        return 2 * self.difference
"""
ELEMENTWISE = """
class {name}:
    def {forward}(self, z):
        return z**3
    def {backward}(self, z):
        return 3 * z**2
"""
CLOSURE = """
class {name}:
    def {forward}(self, x):
        def backprop(g):
            return 3 * g * x**2
        return x**3, backprop
"""
CLOSING_FUNCTION = """
def {forward}_{name}(x):
    return x**3, lambda g: 3 * g * x**2
"""
ON_TAPE = """
class {name}:
    def {forward}(self, x):
        return Tensor(x.data**3, (x, 3 * x.data**2))
"""
TENSOR = """
class Tensor:
    def __init__(self, data, parent=None):
        self.data, self.grad, self.parent = data, None, parent
    def backward(self, grad):
        self.grad = grad
        if self.parent:
            self.parent[0].backward(grad * self.parent[1])
"""
"""The tensors that the tape's layers stand beside: no layer themselves."""


def texts(template, forwards, backwards=("",), words=("{forward}", "{backward}")):
    """The template under every pair of names."""
    found = []
    for number, (forward, backward) in enumerate(itertools.product(forwards, backwards)):
        names = [word.format(forward=forward, backward=backward, shared=f"op{number}") for word in words]
        found.append(template.format(name=f"Their{number}", forward=names[0], backward=names[1]))
    return found


AFTER, BEFORE = ("{shared}_{forward}", "{shared}_{backward}"), ("{forward}_{shared}", "{backward}_{shared}")
LAYERS = (spelling.FORWARD_METHODS, spelling.BACKWARD_METHODS)
PAIRS = (spelling.FORWARD_FUNCTIONS, spelling.BACKWARD_FUNCTIONS)
EVERY = {
    "layer": texts(LAYER, *LAYERS),
    "functions": texts(FUNCTIONS, *PAIRS, words=AFTER),
    "functions, word first": texts(FUNCTIONS, *PAIRS, words=BEFORE),
    "functions, forward without a word": texts(FUNCTIONS, ("",), PAIRS[1], words=("{shared}", AFTER[1])),
    "loss": texts(LOSS, spelling.LOSS_VALUES, spelling.LOSS_GRADIENTS),
    "remembering loss": texts(REMEMBERING_LOSS, spelling.LOSS_VALUES, spelling.REMEMBERED_GRADIENTS),
    "elementwise": texts(ELEMENTWISE, spelling.ELEMENTWISE_VALUES, spelling.ELEMENTWISE_DERIVATIVES),
    "closure": texts(CLOSURE, spelling.CLOSURE_METHODS),
    "function that returns its backward": texts(CLOSING_FUNCTION, ("layer",)),
    "tape": texts(ON_TAPE, spelling.FORWARD_METHODS),
}


def in_parts(listed, size):
    return [listed[at : at + size] for at in range(0, len(listed), size)]


def imported(text, folder, name, monkeypatch):
    """A source text as a module."""
    file = folder / f"{name}.py"
    file.write_text(text)
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", EVERY)
def test_what_can_be_read_is_found_in_a_module_under_every_name_and_judged(kind, tmp_path, monkeypatch):
    for number, some in enumerate(in_parts(EVERY[kind], 30)):
        text = "".join([TENSOR if kind == "tape" else "", *some])
        found = offer_classes(imported(text, tmp_path, f"theirs{number}", monkeypatch))
        assert len(found.entries) == len(some)
        assert not found.skipped
        for entry in found.entries:
            case = guess_case(entry.target(), seed=0)
            assert case is not None, entry.name
            judged = judge(Subject(case.layer, case.inputs), np.random.default_rng(0))
            assert judged.verdict == "pass", entry.name


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("dL_dY", "cotangent"), ("dout", "cotangent"), ("grad_output", "cotangent"), ("dZ", "cotangent"),
        ("learning_rate", "rate"), ("ctx", "cache"), ("dx", "out"), ("x_buf", "out"), ("optim", "optimizer"),
        ("y_hat", "output"), ("data", None), ("whatever", None),
    ],
)  # fmt: skip
def test_an_argument_of_backward_is_known_by_its_name(name, role):
    assert spelling.role_of(name) == role
    assert spelling.is_rate(name) == (role == "rate")


def test_names_are_read_as_they_are_written():
    assert [spelling.unmangled(name) for name in ("_Layer__W", "_W", "W")] == ["W", "_W", "W"]
    assert {"dW", "grad_W", "W_grad"} < set(spelling.gradient_spellings("W"))
    assert "_dW" in spelling.gradient_spellings("_W")
    assert spelling.is_input("X")
    assert not spelling.is_input("W")


@pytest.mark.parametrize(
    ("names", "order"),
    [(["y_true", "y_pred"], False), (["y", "t"], True), (["a", "b"], True), (["u", "y"], None)],
)
def test_the_prediction_is_known_by_its_name_or_by_the_targets(names, order):
    assert spelling.argument_order(names) == order


def test_only_what_is_surely_a_target_is_one():
    assert spelling.target_position(["logits", "labels"]) == 1
    assert spelling.target_position(["x", "t"]) is None
    assert spelling.target_position(["labels", "targets"]) is None


def test_a_run_of_pytest_over_a_module_judges_what_nobody_registered(pytester):
    kinds = {
        "Cost": LOSS.format(name="Cost", forward="fn", backward="prime"),
        "Distance": LOSS.format(name="Distance", forward="cost", backward="gradient"),
        "Cube": ELEMENTWISE.format(name="Cube", forward="activation", backward="df"),
        "Power": ELEMENTWISE.format(name="Power", forward="apply", backward="gradient"),
        "Product": LAYER.format(name="Product", forward="fprop", backward="bprop"),
        "times": FUNCTIONS.format(forward="times_fprop", backward="times_bprop"),
    }
    pytester.makepyfile(theirs="".join(kinds.values()))
    pytester.syspathinsert()
    result = pytester.runpytest("--ethan-check", "--ethan-layers=theirs", "-p", "no:cacheprovider", "-q")
    result.stdout.fnmatch_lines(["*6 layers: 6 pass*"])


@pytest.mark.parametrize("name", ["vjp", "pullback"])
def test_backward_may_be_called_by_the_terms_of_the_field(name):
    def times_the_cotangent(self, g):
        return 2 * self.x * g

    def forward(self, x):
        self.x = x
        return x * x

    layer = type("Square", (), {"__call__": forward, name: times_the_cotangent})
    assert check_layer(layer(), (np.array([[0.5, -1.5]]),), checks=["gradient"]).verdict == "pass"
