"""After a failure: which gradients are wrong, in which entries, and by how much."""

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, Two, X

from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.wrong_entries import WrongGradient, differences, wrong_targets


class Off(Affine):
    """Wrong where it is told to be: {gradient: {place: what is added}}."""

    def __init__(self, **wrong):
        super().__init__()
        self.wrong = wrong

    def backward(self, g):
        found = {"dX": super().backward(g), "dW": self.dW, "db": self.db}
        for name, places in self.wrong.items():
            for place, added in places.items():
                found[name][place] += added
        return found["dX"]


def apart(layer, x=X, seed=0, **options):
    """What a probe finds wrong; arithmetic with what is not finite raises no warning, as under a check."""
    subject = Subject(layer, (x,), convention=options.pop("convention", None))
    with np.errstate(all="ignore"):
        found = directional_test(subject, subject.values, np.random.default_rng(seed), **options)
        return differences(subject, found), found


def test_of_a_right_layer_nothing_is_wrong():
    assert apart(Affine())[0] == []


def test_only_what_is_wrong_is_named_with_its_numbers():
    (found,), probe = apart(Off(dW={(1, 0): 0.25}))
    assert (found.name, found.target) == ("W", "dL_dW")
    (entry,) = found.entries
    assert entry.index == (1, 0)
    assert all(type(i) is int for i in entry.index)
    assert entry.backward - entry.derivative == pytest.approx(0.25, rel=1e-9)
    assert 0 < entry.bar < 1e-9
    assert found.backward[1, 0] == entry.backward
    assert found.derivative[1, 0] == entry.derivative
    assert found.bars.shape == found.derivative.shape == (3, 2)
    assert np.array_equal(found.cotangent, probe.cotangent)


def test_several_gradients_and_entries_are_told_in_order():
    found, _ = apart(Off(db={1: 1.0, 0: -2.0}, dX={(1, 2): 1.0}))
    assert [wrong.name for wrong in found] == ["X", "b"]
    assert [entry.index for entry in found[1].entries] == [(0,), (1,)]


@pytest.mark.parametrize("use_complex", [True, False])
def test_the_derivative_of_every_output_by_every_entry_is_kept(use_complex):
    (found,), _ = apart(Off(db={0: 1.0}), use_complex=use_complex)
    assert np.allclose(found.jacobian, np.tile(np.eye(2), 2), atol=1e-9)
    assert np.allclose(found.cotangent @ found.jacobian.T, found.derivative)


@pytest.mark.parametrize(
    ("layer", "x", "index"),
    [
        (Elementwise(np.exp, lambda x: 2 * np.exp(x)), np.array(0.5), ()),
        (Elementwise(np.exp, lambda x: np.exp(x) * [1, 2, 1]), np.array([0.1, 0.2, 0.3]), (1,)),
    ],
    ids=["0-d", "1-d"],
)
def test_an_entry_has_as_many_indices_as_the_array_has_axes(layer, x, index):
    (found,), _ = apart(layer, x, convention="plain")
    assert [entry.index for entry in found.entries] == [index]


def test_several_outputs_count_together():
    class Wrong(Two):
        def backward(self, g):
            return super().backward(g) * 3

    (found,), _ = apart(Wrong())
    assert len(found.entries) == X.size
    assert found.jacobian.shape == (X.size, X.size + 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_an_entry_that_is_no_number_is_wrong_and_spoils_no_other(bad):
    (found,), _ = apart(Off(dW={(2, 1): bad}))
    assert [entry.index for entry in found.entries] == [(2, 1)]


def test_an_entry_whose_outputs_are_at_a_kink_is_left_open():
    layer = Elementwise(np.abs, lambda x: 3.0 + 0 * x)
    (found,), _ = apart(layer, np.array([0.0, 1.0]), scaling="common")
    assert [entry.index for entry in found.entries] == [(1,)]
    assert np.isfinite(found.bars).tolist() == [True, True]


# Large arrays


BIG = np.random.default_rng(0).normal(size=(30, 20))


@pytest.mark.parametrize("places", [[0], [599], [17, 18], [3, 200, 411, 598]])
def test_the_wrong_entries_of_a_large_array_are_searched_for(places):
    factor = np.ones(BIG.size)
    factor[places] = 1.5
    (found,), _ = apart(Elementwise(np.tanh, lambda x: factor.reshape(BIG.shape) / np.cosh(x) ** 2), BIG)
    assert [np.ravel_multi_index(entry.index, BIG.shape) for entry in found.entries] == places
    assert found.derivative is None
    assert found.bars is None
    assert found.backward.shape == BIG.shape


def test_of_very_many_some_are_told():
    (found,), _ = apart(Elementwise(np.tanh, lambda x: 2 / np.cosh(x) ** 2), BIG)
    assert 1 <= len(found.entries) <= 5


def test_what_is_no_number_in_a_large_array_is_plain_to_see():
    (found,), _ = apart(
        Elementwise(np.tanh, lambda x: np.where(x == BIG[7, 3], np.nan, 1 / np.cosh(x) ** 2)), BIG
    )
    assert [entry.index for entry in found.entries] == [(7, 3)]


# The test of an explanation


def wrong(**changed):
    details = {
        "backward": np.array([2.0, 4.0]),
        "derivative": np.array([1.0, 2.0]),
        "bars": np.array([1e-6, 1e-3]),
    }
    return WrongGradient("W", "dL_dW", (), **{**details, **changed})


def test_a_candidate_explains_backward_up_to_the_error_bars():
    assert wrong().is_backward(np.array([2.0, 4.0]))
    assert wrong().is_backward(np.array([2.0, 4.0019]))
    assert not wrong().is_backward(np.array([2.0, 4.0021]))
    assert not wrong().is_backward(np.array([2.00001, 4.0]))


def test_beside_a_derivative_that_is_far_larger_any_small_number_would_explain_it():
    assert wrong().can_be_explained
    assert not wrong(derivative=np.array([1.0, 2e41]), bars=np.array([1e-6, 1e28])).can_be_explained
    assert wrong(derivative=np.array([1.0, 5.0]), bars=np.array([1e-6, 1e-3])).can_be_explained


def test_a_gradient_of_zeros_or_one_that_was_not_compared_can_be_explained():
    assert wrong(backward=np.zeros(2)).can_be_explained
    assert wrong(derivative=None).can_be_explained


@pytest.mark.parametrize(
    ("changed", "candidate"),
    [
        ({"derivative": None}, np.array([2.0, 4.0])),
        ({"bars": None}, np.array([2.0, 4.0])),
        ({"bars": np.array([0.0, np.inf])}, np.array([2.0, 4.0])),
        ({}, np.array([[2.0, 4.0]])),
        ({}, np.array([2.0, np.nan])),
    ],
    ids=["no derivative", "no bars", "a bar without end", "another shape", "no number"],
)
def test_what_cannot_be_compared_explains_nothing(changed, candidate):
    assert not wrong(**changed).is_backward(candidate)


def test_targets_alone_cost_a_test_of_each_array():
    class Both:
        def __init__(self):
            self.w, self.b = np.ones(5), np.ones(5)

        def forward(self, x):
            self.x = x
            return np.tanh(x * self.w + self.b)

        def backward(self, g):
            g = g * (1 - np.tanh(self.x * self.w + self.b) ** 2)
            self.dw, self.db = 2 * (g * self.x).sum(axis=0), g.sum(axis=0)
            return g * self.w

    subject = Subject(Both(), (np.random.default_rng(0).normal(size=(3, 5)),))
    probe = directional_test(subject, subject.values, np.random.default_rng(0))
    before = subject.calls.forward
    assert wrong_targets(subject, probe) == ["dL_dw"]
    alone = subject.calls.forward - before
    assert [one.target for one in differences(subject, probe)] == ["dL_dw"]
    assert subject.calls.forward - before - alone > 2 * alone
