"""What a certificate is a share of, and where there is none."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.verdict.certificate import certificate, moves_in_steps
from ethan_check.verdict.judge import judge
from ethan_check.verdict.probe import directional_test

X = np.random.default_rng(0).normal(size=(3, 4))


class Plain:
    def __init__(self, f, df):
        self.f, self.df = f, df

    def forward(self, x):
        self.x = x
        return self.f(x)

    def backward(self, g):
        return g * self.df(self.x)


def certified(layer, *inputs, name="X"):
    with np.errstate(all="ignore"):
        subject = Subject(layer, inputs or (X,))
        return certificate(subject, judge(subject, np.random.default_rng(0)).probe, name)


def test_it_is_a_share_of_the_largest_entry():
    one = certified(Plain(lambda x: np.real(x) ** 2, lambda x: 2 * x))
    large = certified(Plain(lambda x: 1e9 * np.real(x) ** 2, lambda x: 2e9 * x))
    assert one < 1e-8
    assert large == pytest.approx(one, rel=1)


def test_a_gradient_that_drowns_in_the_rounding_of_forward_has_a_large_one():
    assert certified(Plain(lambda x: 1e15 + np.sin(np.real(x)), np.cos)) > 1


def test_an_array_that_moves_nothing_has_none():
    class KeyBias:
        def __init__(self):
            self.b = np.ones(4)

        def forward(self, x):
            z = np.exp(x @ x.T + (x @ self.b)[:, None])
            self.y = z / z.sum(axis=1, keepdims=True)
            self.x = x
            return self.y

        def backward(self, g):
            dz = self.y * (g - (g * self.y).sum(axis=1, keepdims=True))
            self.db = 0 * self.b
            return (dz + dz.T) @ self.x

    assert certified(KeyBias(), name="b") is None
    report = check_layer(KeyBias(), (X,), checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert report.account["b"].became == "no effect"


def test_a_zero_gradient_beside_steps_is_certified_by_the_steps():
    assert certified(Plain(np.floor, lambda x: 0 * x)) < 1e-3


STEPS = {
    "floor": np.floor,
    "ceil": np.ceil,
    "sign": np.sign,
    "round": np.round,
    "a comparison": lambda x: 1.0 * (x > 0),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("seed", range(3))
def test_steps_pass_with_a_gradient_of_zero_and_fail_with_another(name, seed):
    right = check_layer(Plain(STEPS[name], lambda x: 0 * x), (X,), checks=["gradient"], seed=seed)
    assert right.verdict == "pass", str(right)
    wrong = check_layer(Plain(STEPS[name], np.ones_like), (X,), checks=["gradient"], seed=seed, shrink=False)
    assert wrong.verdict == "fail", str(wrong)


def test_a_unit_that_is_off_is_no_step():
    relu = Plain(lambda x: np.maximum(x, 0), lambda x: 0 * x)
    for x, expected in ((-abs(X), False), (1 + abs(X), False)):
        subject, rng = Subject(relu, (x,)), np.random.default_rng(0)
        assert moves_in_steps(subject, directional_test(subject, x_of(subject), rng), rng) is expected


def x_of(subject):
    return subject.values


def test_a_layer_whose_output_never_moves_is_inconclusive():
    constant = Plain(lambda x: np.ones_like(x), lambda x: 0 * x)
    assert check_layer(constant, (X,), checks=["gradient"]).verdict == "inconclusive"


@pytest.mark.parametrize(("offset", "verdict"), [(1e9, "pass"), (1e11, "inconclusive")])
def test_a_pass_certifies_a_thousandth_unless_more_is_demanded(offset, verdict):
    """The rounding of the offset leaves certificates of some 1e-4 and 1e-2."""
    drowning = Plain(lambda x: offset + np.sin(np.real(x)), np.cos)
    assert check_layer(drowning, (X,), checks=["gradient"], shrink=False).verdict == verdict


def test_many_arrays_are_each_looked_at_once(monkeypatch):
    class Many:
        def __init__(self):
            self.params = {f"b{k}": np.ones(1) for k in range(30)}

        def forward(self, x):
            return x * sum(self.params.values())

        def backward(self, g):
            self.grads = {name: np.array([(g * X).sum()]) for name in self.params}
            return g * sum(self.params.values())

    subject = Subject(Many(), (X,))
    probe, asked = judge(subject, np.random.default_rng(0)).probe, []
    monkeypatch.setattr("ethan_check.verdict.probe.largest_finite", lambda g: asked.append(1) or 1.0)
    for name in subject.targets:
        certificate(subject, probe, name)
    assert len(asked) == len(subject.targets) == 31
