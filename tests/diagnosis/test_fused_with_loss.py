"""The gradient of a loss and the softmax before it, stated for the loss alone."""

import numpy as np
import pytest

from ethan_check import check_layer


class CrossEntropy:
    """Of probabilities; backward is what a test makes of them."""

    def __init__(self, stated):
        self.stated = stated

    def forward(self, prediction, target):
        self.p, self.t = prediction, target
        return -np.sum(target * np.log(prediction)) / len(prediction)

    def backward(self):
        return self.stated(self.p, self.t)


T = np.eye(4)[[0, 2, 3]]
P = np.random.default_rng(0).dirichlet(np.ones(4), size=3)
WORDS = (
    "dL_dprediction is prediction - target: that is the derivative by what goes into a softmax or a sigmoid"
)


def looks_like(stated):
    report = check_layer(CrossEntropy(stated), (P, T), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


@pytest.mark.parametrize("divided_by", [lambda p: 1, len, np.size], ids=["sum", "batch", "all"])
def test_prediction_less_target_is_named(divided_by):
    (text,) = looks_like(lambda p, t: (p - t) / divided_by(p))
    assert text.startswith(WORDS)


def test_another_formula_is_not():
    assert not any("softmax" in text for text in looks_like(lambda p, t: p - t**2 * 0.3))
    assert looks_like(lambda p, t: -t / p / len(p)) == []
