"""A pass is an account: what the output depends on is judged, declared, kept up by forward, or named."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_core import Contract, Integers

X = np.random.default_rng(0).normal(size=(4, 3))


class Scaled:
    """Holds a scale that it leaves no gradient for."""

    def __init__(self):
        self.scale, self.unused = np.array([0.5, 2.0, -1.5]), np.ones(7)

    def forward(self, x):
        return x * self.scale

    def backward(self, g):
        return g * self.scale


def became(report):
    return {name: entry.became for name, entry in report.account.items()}


def test_what_nobody_judged_keeps_a_layer_from_passing():
    report = check_layer(Scaled(), (X,))
    assert report.verdict == "inconclusive"
    assert became(report) == {"X": "judged", "scale": "not judged"}
    (finding,) = report.failures
    assert (finding.check, finding.target) == ("gradient", "scale")
    assert finding.message == (
        "Scaled: scale (3,) is not judged: the output depends on it, and no gradient of it was found\n"
        '  if it is not trained, declare so: frozen=["scale"]'
    )


def test_the_line_that_the_message_gives_settles_it():
    report = check_layer(Scaled(), (X,), frozen=["scale"])
    assert report.verdict == "pass", str(report)
    assert str(report.account["scale"]) == "declared: frozen"


def test_an_array_that_the_output_does_not_depend_on_may_be_frozen_too():
    assert check_layer(Scaled(), (X,), frozen=["scale", "unused"]).verdict == "pass"


def test_a_name_that_no_array_has_is_told_in_one_line():
    report = check_layer(Scaled(), (X,), frozen=["scal"])
    assert report.verdict == "error"
    assert str(report).splitlines()[0] == (
        "Scaled: frozen names 'scal', and Scaled holds no such array; did you mean scale?"
    )


class Nested(Scaled):
    def __init__(self):
        self.inner = [Scaled(), Scaled()]

    def forward(self, x):
        return self.inner[1].forward(self.inner[0].forward(x))

    def backward(self, g):
        return self.inner[0].backward(self.inner[1].backward(g))


class Closed:
    def __init__(self):
        hidden = np.array([0.5, 2.0, -1.5])
        self.forward = lambda x: x * hidden
        self.backward = lambda g: g * hidden


class Complex(Scaled):
    def __init__(self):
        self.phases = np.exp(1j * np.arange(3.0))
        self.scale = None

    def forward(self, x):
        return np.real(x * self.phases)

    def backward(self, g):
        return g * np.real(self.phases)


class KeptTranspose:
    """Reads a copy that the constructor made."""

    def __init__(self):
        self.W = np.random.default_rng(1).normal(size=(3, 2))
        self.kept = self.W.T.copy()

    def forward(self, x):
        self.x = x
        return x @ self.kept.T

    def backward(self, g):
        return g @ self.kept


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Nested(), {"inner.0.scale", "inner.1.scale"}),
        (Complex(), {"phases"}),
        (KeptTranspose(), {"kept"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_it_is_found_wherever_it_is_held(layer, names):
    report = check_layer(layer, (X,), checks=["gradient"])
    assert report.verdict == "inconclusive"
    assert {name for name, how in became(report).items() if how == "not judged"} == names
    assert check_layer(layer, (X,), checks=["gradient"], frozen=names).verdict == "pass"


def test_what_functions_close_over_is_held_too():
    report = check_layer(Closed(), (X,), checks=["gradient"])
    assert report.verdict == "inconclusive"
    assert "hidden" in report.message


class Running:
    """A mean that forward keeps up in training, and reads otherwise."""

    def __init__(self, training):
        self.mean, self.training = np.array([0.1, 0.2, 0.3]), training

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
            return x - x.mean(axis=0)
        return x - self.mean

    def backward(self, g):
        return g - g.mean(axis=0) if self.training else g


@pytest.mark.parametrize("training", [True, False])
def test_state_that_forward_maintains_needs_no_gradient(training):
    report = check_layer(Running(training), (X,), checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert became(report) == ({"X": "judged"} if training else {"X": "judged", "mean": "state"})


def test_parameters_at_zero_hide_nothing():
    class Gated:
        """The scale stands behind a gate that starts closed."""

        def __init__(self):
            self.gate, self.scale = np.zeros(3), np.array([0.5, 2.0, -1.5])

        def forward(self, x):
            self.x = x
            return x + self.gate * self.scale * x

        def backward(self, g):
            self.dgate = (g * self.x * self.scale).sum(axis=0)
            return g * (1 + self.gate * self.scale)

    assert became(check_layer(Gated(), (X,), checks=["gradient"]))["scale"] == "not judged"


class Embedding:
    contract = Contract(
        shapes="N, N -> N", inputs=("ids", "mask"), integers={"ids": Integers(5)}, constants=("mask",)
    )

    def __init__(self):
        self.table = np.random.default_rng(2).normal(size=5)

    def forward(self, ids, mask):
        self.ids, self.mask = ids, mask
        return self.table[ids] * mask

    def backward(self, g):
        self.dtable = np.zeros_like(self.table)
        np.add.at(self.dtable, self.ids, g * self.mask)
        return None, None


def test_integers_and_constants_are_declared():
    report = check_layer(Embedding(), checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert {name: str(entry) for name, entry in report.account.items() if name != "table"} == {
        "ids": "declared: integers",
        "mask": "declared: constant",
    }
    assert report.account["table"].certificate < 1e-6


def test_the_account_of_a_failure_goes_on():
    class Half(Scaled):
        def backward(self, g):
            return g * self.scale / 2

    report = check_layer(Half(), (X,), checks=["gradient"])
    assert report.verdict == "fail"
    assert became(report) == {"X": "wrong", "scale": "not judged"}
    assert [finding.target for finding in report.failures] == ["dL_dX"]


class ShiftedByHalf:
    """One gradient of three is wrong."""

    def __init__(self):
        self.gamma, self.beta = np.array([0.5, 2.0, -1.5]), np.zeros(3)

    def forward(self, x):
        self.x = x
        return x * self.gamma + self.beta

    def backward(self, g):
        self.dgamma, self.dbeta = (g * self.x).sum(axis=0), g.mean(axis=0)
        return g * self.gamma


def test_what_is_right_beside_a_wrong_gradient_is_in_the_account():
    report = check_layer(ShiftedByHalf(), (X,), checks=["gradient"])
    assert {name: str(entry) for name, entry in report.account.items()} == {
        "X": "judged: agrees on the case that fails",
        "gamma": "judged: agrees on the case that fails",
        "beta": "wrong",
    }


class RefusesLarge(ShiftedByHalf):
    def backward(self, g):
        raise ValueError("not today")


def test_the_account_of_what_could_not_be_run_says_so():
    report = check_layer(RefusesLarge(), (X,), convention="plain", checks=["gradient"])
    assert report.verdict == "error"
    assert set(became(report).values()) <= {"not judged"}


def test_there_is_none_without_the_gradient_check():
    assert check_layer(Scaled(), (X,), checks=["shapes"]).account == {}
    assert check_layer(Scaled(), (X,), checks=["shapes"]).verdict == "pass"


# Certificates


class Offset:
    """A sine on top of something so large that little of it is left."""

    def __init__(self, offset):
        self.offset = offset

    def forward(self, x):
        self.x = x
        return self.offset + np.sin(np.real(x))

    def backward(self, g):
        return g * np.cos(self.x)


def test_a_certificate_that_says_nothing_is_no_pass():
    report = check_layer(Offset(1e15), (X,), checks=["gradient"])
    assert report.verdict == "inconclusive"
    assert "an error as large as its largest entry would not show" in report.message
    assert report.account["X"].became == "not judged"


def test_more_may_be_demanded_and_less_accepted():
    known = check_layer(Offset(1e7), (X,), checks=["gradient"]).certificate["dL_dX"]
    assert 1e-6 < known < 1
    strict = check_layer(Offset(1e7), (X,), checks=["gradient"], certificate=known / 2)
    assert strict.verdict == "inconclusive"
    accepted = strict.message.split("accept it: certificate=")[1].split()[0]
    assert check_layer(Offset(1e7), (X,), checks=["gradient"], certificate=float(accepted)).verdict == "pass"


def test_a_good_layer_meets_a_high_demand():
    assert check_layer(Offset(0.0), (X,), checks=["gradient"], certificate=1e-8).verdict == "pass"


def test_the_account_is_part_of_the_trace_and_of_json():
    report = check_layer(Scaled(), (X,), explain=True)
    assert "what the output depends on" in str(report)
    assert "scale: not judged" in str(report)
    assert report.to_json()["account"]["scale"]["became"] == "not judged"


class Weighted:
    """Gives no gradient for its second input."""

    def forward(self, x, weights):
        self.weights = weights
        return x * weights

    def backward(self, g):
        return g * self.weights, None


def test_an_input_that_is_frozen_is_owed_no_gradient():
    report = check_layer(Weighted(), (X, np.abs(X)), frozen=["X1"])
    assert report.verdict == "pass", str(report)
    assert str(report.account["X1"]) == "declared: frozen"
    assert check_layer(Weighted(), (X, np.abs(X))).verdict == "fail"
