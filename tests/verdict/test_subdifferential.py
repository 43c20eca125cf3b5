"""Which gradients are legal at a kink, at a tie, and where a slope has no bound."""

import re

import numpy as np
import pytest
from subject.small_layers import Elementwise, X

from ethan_check.subject.subject import Subject
from ethan_check.trace import Tracer
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.subdifferential import illegal_at_kinks, legal_among_neighbours
from ethan_core import Contract
from ethan_core.contract import Interval


def at_zero(function, derivative, stated):
    """Elementwise, with another gradient at 0."""
    return Elementwise(function, lambda x: np.where(x == 0, stated, derivative(x)))


def absolute(stated):
    return at_zero(np.abs, np.sign, stated)


def relu(stated):
    return at_zero(lambda x: np.maximum(x, 0), lambda x: (x > 0) + 0.0, stated)


def asked(layer, x, seed=0, tracer=None):
    rng = np.random.default_rng(seed)
    subject = Subject(layer, (x,), convention="plain", **({"tracer": tracer} if tracer else {}))
    return illegal_at_kinks(subject, directional_test(subject, subject.values, rng), rng)


def barely_bent(stated):
    """Slopes of 1 - 1e-4 and 1 + 1e-4, and 1 with something more at 0."""
    return at_zero(lambda x: x + 1e-4 * np.abs(x), lambda x: 1 + 1e-4 * np.sign(x), 1 + stated)


ONE = np.array([0.0, 1.0, -2.0])

BETWEEN = "legal at a kink: between the one-sided derivatives"
AROUND = "legal at a kink: among the gradients of the points around it"


# Kinks


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stated", [-1.0, -0.3, 0.0, 0.5, 1.0])
def test_what_lies_between_the_one_sided_derivatives_is_legal(stated, seed):
    assert asked(absolute(stated), ONE, seed) is None
    assert asked(relu(abs(stated)), ONE, seed) is None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layer", [absolute(4.0), absolute(-9.0), relu(3.0), relu(-2.5)])
def test_what_lies_far_outside_is_told(layer, seed):
    number = r"-?[\d.]+(e[-+]\d+)?"
    assert re.fullmatch(
        rf"for output 0, backward states {number} along a line on which the one-sided derivatives are "
        rf"{number} and {number}",
        asked(layer, ONE, seed),
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layer", [absolute(-1.1), absolute(2.9), relu(-1.0), relu(1.5)])
def test_what_lies_closely_outside_is_told_too(layer, seed):
    """relu'(0) = -1 has the wrong sign, and is found nowhere nearby."""
    assert asked(layer, ONE, seed) is not None


def test_no_gradient_at_all_is_a_convention():
    class Norm:
        def forward(self, x):
            self.x = x
            return np.sqrt((x * x).sum(axis=1))

        def backward(self, g):
            length = np.sqrt((self.x * self.x).sum(axis=1, keepdims=True))
            return g[:, None] * np.divide(self.x, length, out=np.zeros_like(self.x), where=length > 0)

    tracer = Tracer()
    assert asked(Norm(), np.zeros((1, 3)), tracer=tracer) is None
    assert [step.what for step in tracer.steps] == ["legal at a kink: backward states no gradient"]


def test_without_a_kink_there_is_nothing_to_ask():
    class NoMore(Elementwise):
        def backward(self, g):
            assert np.count_nonzero(g) != 1, "asked of a single output"
            return super().backward(g)

    assert asked(NoMore(), X) is None


def test_where_a_slope_has_no_bound_nothing_is_said():
    """The cube root of the size: at 0, no one-sided derivative is finite."""
    layer = at_zero(
        lambda x: np.cbrt(np.abs(np.real(x))), lambda x: np.sign(x) * np.abs(x) ** (-2 / 3) / 3, 7.0
    )
    with np.errstate(all="ignore"):
        assert asked(layer, ONE) is None


@pytest.mark.parametrize(
    ("layer", "what"),
    [
        (absolute(0.5), BETWEEN),
        (absolute(1 + 1e-6), BETWEEN),
        (absolute(1 + 1e-5), AROUND),
        (barely_bent(1e-4 + 5e-10), BETWEEN),
        (barely_bent(1e-4 + 5e-9), AROUND),
        (absolute(-1.2), "illegal at a kink"),
    ],
    ids=["between", "a millionth aside", "farther aside", "beside a bend", "farther aside it", "illegal"],
)
def test_how_it_was_decided_is_taken_down(layer, what):
    tracer = Tracer()
    asked(layer, ONE, tracer=tracer)
    (step,) = tracer.steps
    assert step.what == what
    assert step.facts.get("output") == 0


class Difference:
    """relu(a) - relu(b): where both are 0 the slopes on both sides of a line can be alike, others legal."""

    stated = np.array([1.0, 0.0])

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0) @ np.array([1.0, -1.0])

    def backward(self, g):
        slopes = np.where(self.x == 0, self.stated, self.x > 0)
        return g[:, None] * slopes * np.array([1.0, -1.0])


class DifferenceOutside(Difference):
    stated = np.array([1.0, 1.5])


def test_what_no_line_through_the_point_shows_may_lie_among_the_gradients_around_it():
    said = set()
    for seed in range(8):
        tracer = Tracer()
        assert asked(Difference(), np.zeros((1, 2)), seed, tracer=tracer) is None
        said |= {step.what for step in tracer.steps}
    assert "legal at a kink: among the gradients of the points around it" in said
    assert any(asked(DifferenceOutside(), np.zeros((1, 2)), seed) for seed in range(3))


# Neighbours


def legal(layer, x, u=None, seed=0, **options):
    subject = Subject(layer, (x,), convention="plain", **options)
    u = np.ones(subject.flat(subject.values).size) if u is None else u
    return legal_among_neighbours(subject, subject.values, u, np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(3))
def test_a_gradient_like_those_on_all_sides_is_legal_and_any_other_is_not(seed):
    assert legal(Elementwise(lambda x: x**3, lambda x: 3 * x * x), X, seed=seed)
    special = Elementwise(lambda x: x**3, lambda x: np.where(x == 0.5, -0.75, 3 * x * x))
    assert not legal(special, X, seed=seed)


@pytest.mark.parametrize("seed", range(3))
def test_ties_that_are_broken_in_any_way_are_legal(seed):
    class Maximum:
        def forward(self, x):
            self.x = x
            return x.max(axis=1)

        def backward(self, g):
            best = self.x == self.x.max(axis=1, keepdims=True)
            return g[:, None] * best / (best.sum(axis=1, keepdims=True) if self.share else 1.0)

    layer = Maximum()
    layer.share = True
    tied = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0]])
    assert legal(layer, tied, seed=seed)
    layer.share = False
    assert not legal(layer, np.ones((1, 40)), seed=seed)


def test_outputs_are_asked_one_by_one_where_many_have_a_choice():
    assert legal(absolute(0.0), np.zeros(20))
    assert not legal(absolute(9.0), np.zeros(20))


def test_outputs_that_are_left_out_do_not_count():
    u = np.array([0.0, 1.0, 1.0])
    assert legal(absolute(9.0), ONE, u)
    assert not legal(absolute(9.0), ONE, 1 - u)


def test_neighbours_stay_inside_the_domain():
    def root(x):
        if (np.real(x) < 0).any():
            raise ValueError("outside")
        return x * x

    contract = Contract(inputs=("X",), domain={"X": Interval(low=0.0)})
    assert legal(Elementwise(root, lambda x: 2 * x), np.array([0.0, 1e-9, 1.0]), contract=contract)


@pytest.mark.parametrize(
    ("layer", "legal"),
    [
        (absolute(1.01), True),
        (absolute(1.1), False),
        (at_zero(lambda x: 2 * x, lambda x: 2 + 0 * x, 2 * (1 + 5e-4)), True),
        (at_zero(lambda x: 2 * x, lambda x: 2 + 0 * x, 2 * (1 + 5e-3)), False),
    ],
    ids=["beside a hull", "off a hull", "beside a slope", "off a slope"],
)
def test_how_far_outside_the_hull_of_the_points_around_is_legal(layer, legal):
    subject = Subject(layer, (np.zeros(1),), convention="plain")
    found = legal_among_neighbours(subject, subject.values, np.ones(1), np.random.default_rng(0))
    assert found is legal
