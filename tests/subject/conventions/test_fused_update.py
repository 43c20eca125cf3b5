"""Updates that backward makes: at which rate, of which arrays, and which nobody can follow."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.fused_update import CONVENTIONS, held_rates, listed_parameters

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))

W, B = np.random.default_rng(1).normal(size=(3, 2)), np.random.default_rng(2).normal(size=2)


class Linear:
    def __init__(self):
        self.W, self.b = W.copy(), B.copy()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b


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


class Updates(Linear):
    momentum = 0.9

    def __init__(self):
        super().__init__()
        self.lr, self.velocity = 0.1, np.zeros((3, 2))

    def backward(self, g):
        self.velocity += g.sum()
        self.W -= self.lr * self.x.T @ g
        return g @ self.W.T


TRAIN_STEP, FUSED = CONVENTIONS


def test_an_array_that_moves_with_the_held_rate_is_a_parameter_and_a_velocity_is_put_back():
    (found,) = FUSED.readings(trial_of(Updates(), X), None)
    assert found.paths == {"W": ("W",)}
    assert found.velocities == (("velocity",),)
    assert found.description.startswith("backward(g) at the rate lr that updates W")


def test_the_parameters_are_where_they_were_after_a_gradient_was_recovered():
    layer, g = Updates(), np.ones((4, 2))
    (found,) = FUSED.readings(trial_of(layer, X), None)
    before = layer.W.copy()
    _, memory = found.forward(layer, (X,))
    gradients = found.backward(layer, (X,), g, memory, found.paths)
    np.testing.assert_allclose(gradients.parameters["W"], X.T @ g, rtol=1e-9)
    np.testing.assert_array_equal(layer.W, before)
    np.testing.assert_array_equal(layer.velocity, 0.0)


@pytest.mark.parametrize(("last", "is_rate"), [("lr", True), ("whatever", False)])
def test_an_argument_is_a_rate_by_its_name_or_by_what_it_moves(last, is_rate):
    space = {}
    exec(f"def backward(self, g, {last}): return 2 * g", space)
    still = type("Still", (), {"forward": lambda self, x: 2 * x, "backward": space["backward"]})()
    trial = trial_of(still, X)
    assert bool(FUSED.readings(trial, None)) == is_rate
    assert is_rate or any("nothing moves" in reason for _, reason in trial.rejected)


def test_numbers_called_a_rate_come_first():
    layer = Updates()
    layer.alpha_of_paper, layer.eps = 0.5, 1e-8
    assert next(iter(held_rates(layer))) == ("lr",)


def test_parameters_are_taken_from_a_mapping_of_the_layer():
    layer = Updates()
    assert listed_parameters(layer) is None
    layer.parameters = lambda: {"weight": layer.W}
    assert listed_parameters(layer) == {"weight": ("W",)}


class Network:
    def __init__(self):
        self.W = W.copy()

    def value(self, x, target):
        return ((x @ self.W - target) ** 2).sum()

    def gradient(self, x, target):
        return 2 * (x @ self.W - target) @ self.W.T

    def train_step(self, x, target, lr):
        self.W -= lr * 2 * x.T @ (x @ self.W - target)

    @property
    def parameters(self):
        return {"W": self.W}


def test_a_network_is_read_by_its_training_step():
    assert [one.name for one in TRAIN_STEP.readings(trial_of(Network(), X, np.ones((4, 2))), None)] == [
        "train-step"
    ]
    assert Subject(Network(), (X, np.ones((4, 2)))).parameters == ("W",)
    assert check_layer(Network(), (X, np.ones((4, 2))), checks=("gradient",)).verdict == "pass"


class LeakyRelu:
    """`alpha` is a slope: nothing moves with it."""

    def forward(self, z, alpha=0.1):
        self.z = z
        return np.where(z > 0, z, alpha * z)

    def backward(self, g, alpha=0.1):
        return np.where(self.z > 0, g, alpha * g)


def test_an_argument_that_may_be_left_out_and_moves_nothing_is_no_learning_rate():
    layer, x = LeakyRelu(), np.array([[-1.0, 0.5, 2.0]])
    assert Subject(layer, (x,)).read_as == "plain object, no parameters"
    assert check_layer(layer, (x,), checks=["gradient"]).verdict == "pass"
