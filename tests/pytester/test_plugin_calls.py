"""Layers that are called in a way of their own, as a configuration file says it."""

import pytest

THEIRS = '''
import numpy as np


def sine(x, factor=1.0):
    return np.sin(factor * x)


def product(left, right):
    return left * right


class Cosine(type):
    """Some libraries have functions that are classes."""

    def __call__(cls, x):
        return np.cos(x)


class cosine(metaclass=Cosine):
    pass


def joined(arrays, axis):
    return np.concatenate(arrays, axis=axis)


def vjp(function, *arrays):
    """The derivative by differences, which is good enough to show how it is called."""
    value = function(*arrays)

    def pull(g):
        found = []
        for number, array in enumerate(arrays):
            gradient = np.zeros_like(array)
            for place in np.ndindex(array.shape):
                step = np.zeros_like(array)
                step[place] = 1e-30
                moved = [a + 1j * step if n == number else a for n, a in enumerate(arrays)]
                gradient[place] = ((function(*moved).imag / 1e-30) * g).sum()
            found.append(gradient)
        return tuple(found)

    return value, pull


class Tensor:
    def __init__(self, data, pull=None):
        self.data, self.grad, self.pull = np.asarray(data), None, pull

    def backward(self, grad):
        self.grad = grad
        if self.pull is not None:
            self.pull(grad)


def squared(x):
    return Tensor(x.data**2, lambda g: x.backward(2 * g * x.data))


class Model:
    """Made by a function, without weights at first; forward returns a note, too."""

    def __init__(self, size):
        self.size, self.weight, self.grads = size, None, {}
        self.scale = np.float64(1.0)

    def build(self, start):
        self.weight = np.linspace(start, 2.0, self.size)

    def run(self, inputs, mode):
        assert mode == "train"
        self.x, self.y = inputs
        return self.x * self.weight * self.scale + self.y, "a note"

    def pull(self, x, g):
        self.grads = {"weight": (g * x).sum(axis=0) * self.scale}
        return g, g * self.weight * self.scale


def model(size=3):
    return Model(size)


class Loss:
    def cost(self, truth, guess, kind):
        return ((truth - guess) ** 2).sum()

    def slope(self, truth, guess):
        return 2 * (guess - truth)


class Single:
    def __init__(self):
        self.W, self.offset = np.ones((3, 2), np.float32), np.zeros(2, np.float32)
        self.dW = self.doffset = None

    def forward(self, x):
        assert x.dtype == self.W.dtype
        self.x = x
        return x @ self.W + self.offset

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Tanh:
    def fn(self, z):
        return np.tanh(z)

    def grad(self, z):
        return 1 - np.tanh(z) ** 2
'''

MODEL = """
setup = [{ call = "build", arguments = { start = 0.5 } }, { set = "scale", value = 1.5 }]
inputs = ["x", "y"]
shapes = "N size, N size -> N size"
forward = "run"
arguments = [[{ input = 0 }, { input = 1 }], "train"]
outputs = [0]
backward = { name = "pull", arguments = [{ input = 0 }, { cotangent = 0 }], returns = [1, 0] }
"""


@pytest.fixture
def theirs(project):
    project.module("theirs", THEIRS)
    return project


def described(project, *tables):
    (project.path / "pyproject.toml").write_text("\n\n".join(tables))
    return project


def table(name, lines, several=False):
    header = f'tool.ethan.layers."{name}"'
    return f"[[{header}]]\n{lines}" if several else f"[{header}]\n{lines}"


def message(project, *arguments):
    result = project.run("--ethan-check", *arguments)
    assert result.parseoutcomes().get("failed") == 1, result.outlines
    start = next(number for number, line in enumerate(result.outlines) if "FAILURES" in line)
    return result.outlines[start + 2]


VJP = 'vjp = "theirs:vjp"\n'


def test_the_functions_of_a_module_are_layers_of_their_own(theirs):
    described(theirs, table("theirs", 'functions = ["sine", "cosine"]\n' + VJP + 'input = "N D"'))
    assert theirs.items("--ethan-check", "--ethan-checks=shapes") == [
        "ethan::theirs.cosine.v0::shapes",
        "ethan::theirs.sine.v0::shapes",
    ]
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["ethan: layers: theirs, and all that are installed; seed: 0"])


def test_one_of_them_may_be_named(theirs):
    described(theirs, table("theirs", 'functions = ["sine", "cosine"]\n' + VJP + 'input = "N D"'))
    items = theirs.items("--ethan-check", "--ethan-layers=theirs:sine", "--ethan-checks=shapes")
    assert items == ["ethan::theirs.sine.v0::shapes"]


def test_arguments_are_named_or_listed_and_names_are_made_of_functions(theirs):
    described(
        theirs,
        table(
            "theirs", 'functions = ["sine"]\n' + VJP + 'input = "N D"\nexpected_failures = {}', several=True
        ),
        table(
            "theirs",
            'functions = ["sine"]\nname = "fast.{function}"\narguments = { factor = 3.0 }\n'
            + VJP
            + 'input = "N D"',
            several=True,
        ),
        table(
            "theirs:joined",
            VJP + "arguments = [[{ input = 0 }, { input = 1 }, { array = [[1.0, 2.0]] }], 0]\n"
            'input = "N 2, M 2"',
        ),
        table(
            "theirs:product",
            VJP + 'arguments = [{ input = 0 }, { function = "numpy:sin", arguments = [{ input = 0 }] }]\n'
            'input = "N"',
        ),
    )
    assert len(theirs.items("--ethan-check", "--ethan-checks=shapes")) == 4
    theirs.run("--ethan-check").assert_outcomes(passed=8)


def test_a_function_of_tensors_needs_what_makes_one(theirs):
    described(theirs, table("theirs:squared", 'tensor = "theirs:Tensor"\ninput = "N D"'))
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_an_example_stands_in_for_what_cannot_be_drawn(theirs):
    described(
        theirs, table("theirs:product", VJP + "example = [{ shape = [4, 3] }, { array = [[1.0, 2.0, 3.0]] }]")
    )
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_a_layer_is_set_up_and_called_as_it_is_said(theirs):
    described(theirs, table("theirs:model", "init = { size = 3 }" + MODEL))
    theirs.run("--ethan-check", "--all-checks").assert_outcomes(passed=9, skipped=5)


def test_a_mistake_shows_through_what_is_said(theirs):
    described(
        theirs, table("theirs:model", "init = {}" + MODEL.replace("returns = [1, 0]", "returns = [0, 1]"))
    )
    assert "is not the derivative" in message(theirs) or "differs from the derivative" in message(theirs)


def test_a_gradient_that_takes_no_cotangent_is_that_of_the_loss(theirs):
    lines = """
inputs = ["guess", "truth"]
constants = ["truth"]
shapes = "N 3, N 3 ->"
forward = "cost"
arguments = [{ input = 1 }, { input = 0 }, "squares"]
backward = { name = "slope", arguments = [{ input = 1 }, { input = 0 }], returns = [0] }
"""
    described(theirs, table("theirs:Loss", lines))
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_precision_and_frozen_parameters_are_said(theirs):
    described(theirs, table("theirs:Single", 'input = "N 3"\ndtype = "float64"\nfrozen = ["offset"]'))
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_activations_with_a_derivative_are_found_in_a_module(theirs):
    result = theirs.run("--ethan-check", "--ethan-layers=theirs:Tanh")
    result.assert_outcomes(passed=2)


def test_one_reason_may_be_that_of_all_checks(theirs):
    lines = 'init = {}\ninput = "N 3, N 3"\nforward = "run"\nbackward = "pull"\n'
    described(theirs, table("theirs:model", lines + 'expected_failures = "it has no weights yet"'))
    result = theirs.run("--ethan-check", "--all-checks")
    assert set(result.parseoutcomes()) == {"xfailed"}


WRONG = {
    'functions = ["sin"]\nvjp = "theirs:vjp"': ("theirs", "module 'theirs' has no layer 'sin'; *"),
    'vjp = "theirs:vpj"\ninput = "N"': (
        "theirs:sine",
        "vjp.import is 'theirs:vpj', but there is no 'vpj'; did you mean vjp?",
    ),
    'init = {}\nforward = "runs"\ninput = "N 3"': (
        "theirs:model",
        "forward is 'runs', but Model has no such method; did you mean run?",
    ),
    'dtype = "half"': ("theirs:model", "dtype is 'half', expected one of float16, float32, float64"),
}


@pytest.mark.parametrize("lines", WRONG)
def test_a_mistake_in_the_file_is_one_line(theirs, lines):
    name, text = WRONG[lines]
    described(theirs, table(name, lines))
    result = theirs.run("--ethan-check")
    assert result.parseoutcomes().get("failed") == 1, result.outlines
    result.stdout.fnmatch_lines([f'*pyproject.toml, [[]tool.ethan.layers."{name}"[]]: {text}'])
