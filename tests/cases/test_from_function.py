"""Cases from a rule of the layer's own."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check import Case, check_layer
from ethan_check.cases.from_function import DrawerSource
from ethan_check.subject.execution.faults import LayerFault


def rows(rng):
    return Case(Tanh(), rng.normal(size=(int(rng.integers(1, 9)), 2)))


def test_a_position_gives_one_case_and_rules_take_turns():
    source = DrawerSource((rows, lambda rng: Case(Tanh(), np.zeros(1))), 3)
    np.testing.assert_array_equal(source.draw(2).case.inputs[0], source.draw(2).case.inputs[0])
    assert source.draw(1).case.inputs[0].shape == (1,)
    assert source.draw(2).case.inputs[0].ndim == 2
    assert not source.draw(0).tentative


def test_the_smallest_case_that_fails_is_found():
    found = DrawerSource((rows,), 0).smaller(lambda drawn: len(drawn.case.inputs[0]) >= 3)
    assert len(found.case.inputs[0]) == 3
    assert DrawerSource((rows,), 0).smaller(lambda drawn: False) is None


def test_a_rule_that_does_not_work_is_named():
    with pytest.raises(LayerFault, match=r"^the rule that draws cases raised ZeroDivisionError"):
        DrawerSource((lambda rng: 1 / 0,), 0).draw(0)
    with pytest.raises(LayerFault, match="returned a list, expected a Case"):
        DrawerSource((lambda rng: [],), 0).draw(0)


class Slope:
    def __init__(self):
        self.a = np.full(3, 0.25)

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.a * x)

    def backward(self, g):
        self.da = np.where(self.x > 0, 0, self.x * g).sum(axis=0)
        return np.where(self.x > 0, g, self.a * g)


class InitialSlope(Slope):
    def backward(self, g):
        super().backward(g)
        return np.where(self.x > 0, g, 0.25 * g)


class DividesByInput:
    """The square, by way of a quotient that 0 does not have."""

    def forward(self, x):
        self.x, self.y = x, x**3
        return self.y

    def backward(self, g):
        return g * 3 * np.divide(self.y, self.x, out=np.zeros_like(self.y), where=self.x != 0)


class DividesTwice(DividesByInput):
    def forward(self, x):
        self.x, self.y = x, x + 0.0
        return self.y

    def backward(self, g):
        return g * np.divide(self.y, self.x, out=np.zeros_like(self.y), where=self.x != 0)


def drawn(cls):
    return lambda rng: Case(cls(), rng.normal(size=(int(rng.integers(1, 6)), 3)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("cls", "verdict"),
    [(Slope, "pass"), (InitialSlope, "fail"), (DividesByInput, "pass"), (DividesTwice, "fail")],
)
def test_parameters_are_moved_and_zeros_put_in(cls, verdict, seed):
    assert check_layer(cases=drawn(cls), checks=["gradient"], seed=seed, shrink=False).verdict == verdict


def draws(rule, count=24):
    source = DrawerSource((rule,), 0)
    return [source.draw(position) for position in range(count)]


def test_what_shows_a_structure_or_one_sign_is_left_as_drawn():
    symmetric = np.array([[1.0, -2.0], [-2.0, 3.0]])
    positive, order = np.abs(X), np.array([0, 2, 1])
    for drawn in draws(lambda rng: Case(Tanh(), (symmetric, positive, order))):
        inputs = drawn.case.inputs
        if drawn.origin is None:
            assert all(new is old for new, old in zip(inputs, (symmetric, positive, order), strict=True))


def test_some_cases_have_the_values_that_the_rule_draws():
    found = draws(rows)
    assert [drawn.tentative for drawn in found].count(False) == 6
    assert [drawn.made for drawn in found].count("parameters moved") == 3
    assert not found[0].tentative


def test_each_kind_of_special_values_comes_up_thrice():
    made = [drawn.made for drawn in draws(rows)]
    for words in ("some entries 0", "rows of zeros", "rows of equal numbers"):
        assert made.count(f"{words}, parameters moved") == 3


def test_one_layer_gets_each_of_its_axes_longer():
    made = []

    def rule(rng):
        made.append(int(rng.integers(1000)))
        return Case(Tanh(), (rng.normal(size=(2, 3, 4)),), label=str(made[-1]))

    longer = [drawn for drawn in draws(rule) if drawn.origin is not None]
    of_one = [drawn.case.inputs[0].shape for drawn in longer if drawn.case.label == longer[0].case.label]
    assert of_one == [(2, 3, 33), (2, 33, 4), (33, 3, 4)]


def test_axes_are_long_and_the_case_itself_stays_at_hand():
    longer = [drawn for drawn in draws(rows) if drawn.origin is not None]
    assert longer[0].case.inputs[0].shape[-1] == 33
    assert any(len(drawn.case.inputs[0]) == 33 for drawn in longer)
    assert all(drawn.reshaped and drawn.origin.inputs[0].shape[-1] == 2 for drawn in longer)


class WrongFromSeventeenOn:
    """Adds what is longer than 16 with the width of a vector unit, and forgets the rest in backward."""

    stop = 16

    def forward(self, x):
        self.x = x
        return (x * x).sum(axis=1)

    def backward(self, g):
        dx = 2 * self.x * g[:, None]
        dx[:, self.stop :] = 0
        return dx


def test_what_goes_wrong_past_a_width_is_found_with_a_rule_that_draws_short_rows():
    report = check_layer(cases=drawn(WrongFromSeventeenOn), checks=["gradient"])
    assert report.verdict == "fail"
    assert "Ethan made this case of what was given: a longer axis" in report.message


def labelled(rng):
    """Two rows, of one label in half of the draws."""
    return Case(Tanh(), (rng.normal(size=(2, 3)), rng.integers(2, size=2)))


def test_special_rows_are_put_beside_labels_that_differ():
    for seed in range(5):
        source = DrawerSource((labelled,), seed)
        drawn = [source.draw(at) for at in range(24)]
        rows = [one for one in drawn if one.made.startswith(("rows of", "some entries"))]
        assert len(rows) == 9
        assert all(len(set(one.case.inputs[1].tolist())) == 2 for one in rows)
        assert any(len(set(one.case.inputs[1].tolist())) == 1 for one in drawn)


def test_the_layer_made_anew_is_that_of_the_draw_that_was_taken():
    def rule(rng):
        labels = rng.integers(2, size=2)
        layer = Tanh()
        layer.labels = labels.tolist()
        return Case(layer, (rng.normal(size=(2, 3)), labels))

    source = DrawerSource((rule,), 1)
    for at in range(24):
        drawn = source.draw(at)
        assert drawn.make().labels == drawn.case.layer.labels


def test_a_rule_that_knows_one_label_alone_gives_its_first_draw():
    def rule(rng):
        return Case(Tanh(), (rng.normal(size=(2, 3)), np.ones(2, dtype=int)))

    source = DrawerSource((rule,), 0)
    for at in range(24):
        assert set(source.draw(at).case.inputs[1].tolist()) == {1}
