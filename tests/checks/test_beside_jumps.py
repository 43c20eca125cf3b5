"""Backward branches where forward does, to the last places."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.checks.beside_jumps import wrong_beside_jumps
from ethan_check.checks.both_sides import BothSides

X = np.random.default_rng(0).normal(size=(4, 3))


class Relu:
    def __init__(self, limit=0.0):
        self.limit = limit

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        return g * (self.x > self.limit)


class Huber:
    """Curvature jumps at 1; backward at its own limit."""

    def __init__(self, limit=1.0):
        self.limit = limit

    def forward(self, x):
        self.x = x
        return np.where(abs(x) < 1, 0.5 * x * x, abs(x) - 0.5)

    def backward(self, g):
        return g * np.where(abs(self.x) < self.limit, self.x, np.sign(self.x))


class Probabilities:
    """Right where its input is positive, as it is."""

    def forward(self, p):
        self.p = p
        return p * np.log(np.where(p > 0, p, 1))

    def backward(self, g):
        return g * (np.log(np.where(self.p > 0, self.p, 1)) + 1)


def looked_for(layer):
    subject, rng = Subject(layer, (X,)), np.random.default_rng(0)
    directions, u = {"X": rng.choice([-1.0, 1.0], X.shape)}, rng.normal(size=X.size)
    both = BothSides(subject, subject.values, directions, u)
    _, places = both.kinks(4.0)
    return places, wrong_beside_jumps(both, places)


def test_a_smooth_layer_has_no_bends():
    class Cubed(Relu):
        def forward(self, x):
            self.x = x
            return x**2

        def backward(self, g):
            return 2 * g * self.x

    assert looked_for(Cubed()) == ([], None)


@pytest.mark.parametrize("layer", [Relu(), Huber()], ids=["relu", "huber"])
def test_a_right_layer_is_not_accused(layer):
    places, window = looked_for(layer)
    assert places
    assert window is None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "layer",
    [*(Relu(limit) for limit in (1e-2, 1e-5, 1e-8, -1e-6)), *(Huber(limit) for limit in (0.97, 0.99, 1.02))],
    ids=lambda layer: f"{type(layer).__name__} {layer.limit:g}",
)
def test_a_limit_that_is_off_by_little_is_found_under_any_seed(layer, seed):
    report = check_layer(layer, (X,), checks=["gradient", "thresholds"], seed=seed, shrink=False)
    assert report.verdict == "fail"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layer", [Relu(), Huber(), Probabilities()], ids=lambda layer: type(layer).__name__)
def test_right_ones_pass_under_any_seed(layer, seed):
    x = np.abs(X) if isinstance(layer, Probabilities) else X
    report = check_layer(layer, (x,), checks=["gradient", "thresholds"], seed=seed)
    assert report.verdict == "pass", str(report)


def test_the_message_says_where_and_by_how_much():
    (finding,) = check_layer(Relu(1e-8), (X,), checks=["thresholds"]).failures
    assert "branches at another place than forward: along a line, over a stretch of " in finding.message
    assert finding.evidence["width"] <= 1e-8


def wrong_at_half(layer, *nearer):
    """What is found beside the kink at 0 of a layer at 0.5, and at nearer places."""
    subject = Subject(layer, (np.array([0.5]),))
    both = BothSides(subject, subject.values, {"X": np.ones(1)}, np.ones(1))
    return wrong_beside_jumps(both, [(0, t) for t in (-0.5, *nearer)])


@pytest.mark.parametrize(("limit", "is_found"), [(0.015, True), (-0.02, True), (0.15, False)])
def test_jumps_are_looked_for_as_far_from_a_kink_as_points_beside_it_lie(limit, is_found):
    assert (wrong_at_half(Relu(limit)) is not None) == is_found


def test_a_value_that_is_a_number_of_a_narrow_type_by_chance_hides_nothing():
    """0.5 is a number of float16, whose last place would hide a limit that is a little off."""
    assert wrong_at_half(Relu(1e-6)) is not None


class WrongInLargeBatches(Relu):
    """A batch of that size is nobody's: it is where to look, and no proof."""

    def backward(self, g):
        return g * (self.x > (1e-3 if len(self.x) > 100 else 0.0))


def test_no_layer_is_accused_by_a_stacked_call():
    assert check_layer(WrongInLargeBatches(), (X,), checks=["thresholds"]).verdict == "pass"


@pytest.mark.parametrize(("nearer", "is_found"), [(2, True), (3, False)])
def test_a_jump_is_located_at_the_three_nearest_places(nearer, is_found):
    assert (wrong_at_half(Relu(0.01), *(-0.1 * (k + 1) for k in range(nearer))) is not None) is is_found
