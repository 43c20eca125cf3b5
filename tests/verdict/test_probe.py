"""One question to one subject: does backward agree with differences along one random direction?"""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, Raising, Two, X

from ethan_check import check_layer
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.runner import Calls
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.probe import SCALINGS, directional_test, unit_of, with_rounding
from ethan_core import Contract
from ethan_core.contract import Interval


def probed(layer, x=X, seed=0, **options):
    subject = Subject(layer, (x,), convention=options.pop("convention", None))
    return directional_test(subject, subject.values, np.random.default_rng(seed), **options)


WRONG = Elementwise(np.tanh, lambda x: 1.001 / np.cosh(x) ** 2)


@pytest.mark.parametrize("scaling", [None, *sorted(set(SCALINGS))])
@pytest.mark.parametrize("use_complex", [True, False])
def test_a_right_layer_agrees_and_a_wrong_one_does_not(use_complex, scaling):
    options = {"use_complex": use_complex, "scaling": scaling}
    assert probed(Elementwise(), **options).agrees
    found = probed(WRONG, **options)
    assert found.decided
    assert not found.agrees
    assert found.difference == found.comparison.analytic - found.comparison.numeric != 0


@pytest.mark.parametrize("layer", [Affine(), Two()], ids=["parameters", "two outputs"])
def test_all_arrays_and_outputs_take_part(layer):
    found = probed(layer)
    assert found.agrees
    assert found.directions.keys() == found.gradients.keys() == found.values.keys()
    assert all((v != 0).all() for v in found.directions.values())
    assert (found.cotangent != 0).all()


def test_only_what_is_named_moves():
    class WrongBias(Affine):
        def backward(self, g):
            dx = super().backward(g)
            self.db = 2 * self.db
            return dx

    assert probed(WrongBias(), names=["X", "W"]).agrees
    assert not probed(WrongBias(), names=["b"]).agrees


def test_one_output_more_costs_no_call_more():
    subject = Subject(Affine(), (X,))
    before = Calls(subject.calls.forward, subject.calls.backward)
    found = directional_test(subject, subject.values, np.random.default_rng(0))
    assert subject.calls.backward - before.backward == 1
    assert subject.calls.forward - before.forward == found.derivative.calls


def test_the_same_numbers_are_drawn_again():
    first, again, other = probed(Affine()), probed(Affine()), probed(Affine(), seed=1)
    assert np.array_equal(first.directions["W"], again.directions["W"])
    assert not np.array_equal(first.directions["W"], other.directions["W"])


def test_directions_stay_inside_a_domain():
    contract = Contract(inputs=("x",), domain={"x": Interval(0.0, 1.0)})
    subject = Subject(Elementwise(), (np.array([0.0, 0.001, 0.5, 1.0]),), contract=contract)
    v = directional_test(subject, subject.values, np.random.default_rng(0)).directions["x"]
    assert (v[[0, 3]] == 0).all()
    assert 0 < abs(v[1]) <= 0.001 * 8


# What cannot be compared


def test_an_output_at_a_kink_is_left_out():
    found = probed(Elementwise(np.abs, np.sign), np.array([0.0, 1.0]), scaling="common")
    assert found.derivative.kink.tolist() == [True, False]
    assert found.cotangent[0] == 0
    assert found.agrees


def test_where_no_output_can_be_used_nothing_is_decided():
    found = probed(Elementwise(np.abs, lambda x: x + 9), np.zeros(3))
    assert (found.decided, found.agrees, found.difference) == (False, True, 0.0)
    assert found.detectable_error("X") == np.inf


@pytest.mark.parametrize("x", [np.zeros((0, 3)), np.array([np.nan, np.nan])], ids=["empty", "nan"])
def test_where_there_is_no_number_nothing_is_decided(x):
    assert not probed(Elementwise(), x, convention="plain").decided


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_no_number_does_not_agree(bad):
    found = probed(Elementwise(np.tanh, lambda x: np.where(x == X[0, 0], bad, 1 / np.cosh(x) ** 2)))
    assert found.decided
    assert not found.agrees


@pytest.mark.parametrize(
    ("function", "derivative", "nothing"),
    [
        (lambda x: 0 * x + 3.0, lambda x: 0 * x, True),
        (lambda x: 0 * x + 3.0, lambda x: 0 * x + 1, False),
        (np.tanh, lambda x: 0 * x, False),
        (np.abs, lambda x: 0 * x, False),
    ],
    ids=["still", "a gradient", "outputs move", "at a kink"],
)
def test_whether_anything_shows(function, derivative, nothing):
    assert probed(Elementwise(function, derivative), np.zeros(2)).shows_nothing == nothing


def test_what_a_layer_does_wrong_is_raised():
    subject = Subject(Elementwise(), (X,))
    subject.layer._derivative = lambda x: np.ones((7, 2, 3))
    with pytest.raises(BadGradient, match=r"^dL_dX has shape \(7, 2, 3\), "):
        directional_test(subject, subject.values, np.random.default_rng(0))
    layer = Raising(None, ValueError("no"))
    subject = Subject(layer, (X,))
    layer._stage = "backward"
    with pytest.raises(LayerFault, match=r"^backward raised ValueError: no \("):
        directional_test(subject, subject.values, np.random.default_rng(0))


# The smallest error that would be seen


class Off(Affine):
    """One entry of dW is off by a share of the largest."""

    def __init__(self, share, place):
        super().__init__()
        self.share, self.place = share, place

    def backward(self, g):
        dx = super().backward(g)
        self.dW.flat[self.place] += self.share * np.abs(self.dW).max()
        return dx


@pytest.mark.parametrize("use_complex", [True, False])
@pytest.mark.parametrize("place", range(6))
def test_an_error_of_the_size_that_is_stated_is_seen(place, use_complex):
    subject = Subject(Affine(), (X,))
    found = directional_test(subject, subject.values, np.random.default_rng(0), use_complex=use_complex)
    smallest = found.detectable_error("W")
    assert 1e-16 < smallest < 1e-9
    assert not probed(Off(smallest, place), use_complex=use_complex).agrees
    assert probed(Off(smallest / 1000, place), use_complex=use_complex).agrees


def test_of_an_array_that_did_not_move_nothing_is_known():
    found = probed(Affine(), names=["X"])
    assert found.detectable_error("W") == found.detectable_error("nobody") == np.inf


def test_of_a_gradient_that_is_zero_or_no_number_nothing_is_known():
    assert probed(Elementwise(lambda x: 0 * x, lambda x: 0 * x)).detectable_error("X") == np.inf
    assert probed(Elementwise(np.tanh, lambda x: x * np.nan)).detectable_error("X") == np.inf


# differentiate and with_rounding


def test_a_derivative_along_a_direction():
    subject = Subject(Affine(), (X,))
    found = differentiate(subject, subject.values, {"b": np.array([1.0, -2.0])})
    assert np.allclose(found.value, [1.0, -2.0, 1.0, -2.0], rtol=1e-14)
    assert found.exact


def test_a_known_point_spares_a_call():
    subject = Subject(Elementwise(), (X,))
    point = subject.linearise(subject.values)
    assert point.output.size
    before = subject.calls.forward
    direction = {"X": np.ones((2, 3))}
    with_point = differentiate(subject, subject.values, direction, point=point)
    spent = subject.calls.forward - before
    without = differentiate(subject, subject.values, direction)
    assert subject.calls.forward - before - spent == spent + 1
    assert np.array_equal(with_point.value, without.value)


SEEN: set[str] = set()


def spying(x):
    SEEN.add(x.dtype.kind)
    return np.tanh(x)


def test_in_single_precision_no_complex_step_is_taken():
    for dtype, kinds in (("float32", {"f"}), (None, {"f", "c"})):
        subject = Subject(Elementwise(spying), (X,), dtype=dtype)
        SEEN.clear()
        differentiate(subject, subject.values, {"X": np.ones((2, 3))})
        assert kinds == SEEN


def test_rounding_is_added_to_the_tolerance_and_nothing_else_changes():
    subject = Subject(Elementwise(), (X,))
    found = directional_test(subject, subject.values, np.random.default_rng(0))
    wider = with_rounding(subject, found)
    assert wider.comparison.backward > found.comparison.backward == 0
    assert wider.comparison.numeric == found.comparison.numeric
    assert wider.directions is found.directions
    assert wider.comparison.error_bars >= found.comparison.error_bars
    assert with_rounding(subject, wider).comparison.tolerance == wider.comparison.tolerance


def test_where_nothing_was_compared_no_rounding_is_measured():
    subject = Subject(Elementwise(np.abs, np.sign), (np.zeros(2),))
    found = directional_test(subject, subject.values, np.random.default_rng(0))
    before = subject.calls.backward
    assert with_rounding(subject, found) is found
    assert subject.calls.backward == before


def test_a_careful_test_measures_rounding_by_itself():
    assert probed(Elementwise(), careful=True).comparison.backward > 0


class Newton:
    """y with y + y^3 = x, by steps that stop where they are small."""

    factor = 1.0
    stop = 1e-7

    def forward(self, x):
        self.y = np.zeros_like(x)
        for _ in range(200):
            step = (self.y + self.y**3 - x) / (1 + 3 * self.y * self.y)
            self.y = self.y - 0.6 * step
            if np.abs(step).max() < self.stop:
                break
        return self.y

    def backward(self, g):
        return self.factor * g / (1 + 3 * self.y**2)


@pytest.mark.parametrize(
    ("accuracy", "factor", "verdict"), [(None, 1.0, "fail"), (1e-7, 1.0, "pass"), (1e-7, 1.01, "fail")]
)
def test_a_declared_accuracy_of_forward_is_in_the_bars_of_both_sides(accuracy, factor, verdict):
    layer = Newton()
    layer.factor = factor
    report = check_layer(layer, inputs=(X,), accuracy=accuracy, checks=["gradient"], certificate=0.01)
    assert report.verdict == verdict, str(report)


def test_the_unit_of_a_gradient_is_that_of_its_array_if_both_are_narrow():
    narrow = Subject(Elementwise(), (X.astype(np.float32),))
    wide = Subject(Elementwise(), (X,))
    (name,) = wide.targets
    single = np.ones(2, np.float32)
    assert unit_of(narrow, name, single) == np.finfo(np.float32).eps
    assert unit_of(narrow, name, np.ones(2)) == unit_of(wide, name, single) == np.finfo(float).eps


@pytest.mark.parametrize(("function", "bent"), [(np.tanh, False), (lambda x: np.abs(x - 2.0**-40), True)])
def test_the_bend_is_how_far_the_slopes_on_the_two_sides_are_apart(function, bent):
    """A corner at 1e-12 is at the origin, for every step; what is left out does not count."""
    layer = Elementwise(lambda x: function(np.real(x)), lambda x: 0 * x)
    found = probed(layer, np.array([0.0, 1.0]), convention="plain")
    assert (found.bend > 0.1) == (bent and bool(found.derivative.usable[0]))
    assert found.bend < 1e-3 or bent
