"""Where a layer ends is seen where forward gives no numbers, if all that was given lies inside."""

import numpy as np
import pytest

from ethan_check import check_function, check_layer
from ethan_check.subject.natural_domain import natural_domain
from ethan_check.subject.subject import Subject
from ethan_core.domain import Interval
from subject.small_layers import Elementwise

INSIDE = np.array([[0.2, 0.9], [0.5, 0.0]])
ABOVE = 1 + np.array([[0.2, 0.9], [0.5, 0.1]])


def refusing_negative(x):
    if (np.real(x) < 0).any():
        raise ValueError("negative")
    return x * x


def domain_of(function, x):
    with np.errstate(all="ignore"):
        found = natural_domain(Subject(Elementwise(function, lambda x: 0 * x), (x,), convention="plain"))
    return next(iter(found.values()), None)


@pytest.mark.parametrize(
    ("function", "x", "domain"),
    [
        (np.log, ABOVE, Interval(0.0)),
        (np.sqrt, INSIDE, Interval(0.0)),
        (np.log1p, INSIDE, Interval(-1.0)),
        (np.arcsin, INSIDE - 0.5, Interval(-1.0, 1.0)),
        (lambda x: np.log(x) + np.log(1 - x), INSIDE, Interval(0.0, 1.0)),
        (np.arccosh, ABOVE, Interval(1.0)),
        (lambda x: np.sqrt(-x), -INSIDE, Interval(high=0.0)),
        (refusing_negative, INSIDE, Interval(0.0)),
        (np.exp, INSIDE, None),
        (lambda x: np.maximum(x, 0), INSIDE, None),
        (np.log, INSIDE - 0.5, None),
        (lambda x: x * np.nan, INSIDE, None),
    ],
)
def test_a_function_ends_where_it_does(function, x, domain):
    assert domain_of(function, x) == domain


def test_nothing_is_asked_of_an_empty_array_or_of_integers():
    assert natural_domain(Subject(Elementwise(), (np.zeros((0, 3)),), convention="plain")) == {}


@pytest.mark.parametrize(
    ("forward", "derivative", "x"),
    [
        (np.sqrt, lambda x: 0.5 / np.sqrt(x), INSIDE),
        (np.log, lambda x: 1 / x, np.array([[1e-7, 1.0, 3.0], [0.1, 20.0, 2.0]])),
        (np.arcsin, lambda x: 1 / np.sqrt(1 - x * x), np.array([[0.0, 0.99, -1.0], [0.5, -0.3, 0.999999]])),
        (np.arccosh, lambda x: 1 / np.sqrt(x * x - 1), np.array([[1.0, 1.5, 9.0]])),
    ],
)
def test_a_right_derivative_up_to_the_end_passes_and_a_wrong_one_fails(forward, derivative, x):
    with np.errstate(all="ignore"):
        assert check_function(forward, lambda g, x: g * derivative(x), x).verdict == "pass"
        assert check_function(forward, lambda g, x: 1.01 * g * derivative(x), x).verdict == "fail"


class Clipped:
    """A loss of chances that are kept from 0 and 1."""

    def __init__(self, low=1e-12, high=1 - 1e-12):
        self.low, self.high = low, high

    def forward(self, prediction, target):
        self.t, self.p = target, np.clip(prediction, self.low, self.high)
        return -np.sum(self.t * np.log(self.p) + (1 - self.t) * np.log(2 - self.p))

    def backward(self, prediction, target):
        return -self.t / self.p + (1 - self.t) / (2 - self.p)


@pytest.mark.parametrize(
    ("loss", "prediction", "domain"),
    [
        (Clipped(), INSIDE, Interval(0.0, 1.0)),
        (Clipped(high=np.inf), INSIDE, Interval(0.0)),
        (Clipped(), INSIDE + 0.5, None),
        (Clipped(low=0.3, high=0.7), INSIDE, None),
    ],
    ids=["clipped", "clipped below", "not all chances", "clipped far inside"],
)
def test_a_loss_that_clips_chances_means_chances(loss, prediction, domain):
    found = natural_domain(Subject(loss, (prediction, np.eye(2))))
    assert found.get("prediction") == domain


def test_what_is_no_loss_means_what_it_clips():
    assert domain_of(lambda x: np.clip(np.real(x), 1e-12, 1 - 1e-12), INSIDE) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_clipped_loss_is_right_where_chances_are(seed):
    given = np.random.default_rng(seed).uniform(0.05, 0.95, (3, 4)), np.eye(3, 4)
    assert check_layer(Clipped(), given, seed=seed).verdict == "pass"
