"""A batch mean where a sum is expected is told as a convention if it is one of all gradients."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, X

from ethan_check import Subject
from ethan_check.diagnosis.batch_mean import diagnose
from ethan_check.verdict.judge import judge
from ethan_check.verdict.wrong_entries import differences


class Scaled(Affine):
    """Gradients times powers of the batch size, by name."""

    def __init__(self, factors):
        super().__init__()
        self.factors = factors

    def backward(self, dout):
        dx = super().backward(dout)
        n = len(dout)
        for name in ("dW", "db"):
            setattr(self, name, getattr(self, name) * n ** self.factors.get(name, 0))
        return dx * n ** self.factors.get("dx", 0)


def said(**factors):
    """What is said of each wrong gradient, whose factors are powers of the batch size."""
    subject = Subject(Scaled(factors), (X,))
    probe = judge(subject, np.random.default_rng(0)).probe
    return {wrong.target: list(diagnose(wrong, subject)) for wrong in differences(subject, probe)}


def test_all_parameters_are_a_convention_and_the_line_that_declares_it_is_told():
    found = said(dW=-1, db=-1)
    assert set(found) == {"dL_dW", "dL_db"}
    for (text,) in found.values():
        assert "every parameter gradient is divided by the batch size" in text
        assert text.endswith('declare reduction={"W": "mean", "b": "mean"}')


def test_every_gradient_is_one_too():
    (text,) = said(dW=-1, db=-1, dx=-1)["dL_dx"]
    assert text.startswith("every gradient is divided by the batch size, that of the input too")
    assert text.endswith('declare reduction={"x": "mean", "W": "mean", "b": "mean"}')


def test_one_of_two_is_a_mistake():
    (text,) = said(dW=-1)["dL_dW"]
    assert text == (
        "dL_dW is the mean over the batch, but dL_db is the sum: a layer has one convention, so one of "
        "them is a mistake"
    )


def test_a_sum_where_a_mean_is_declared_is_told_the_other_way_round():
    (text,) = said(dW=1, db=1)["dL_db"]
    assert "a sum over the batch where its mean is expected" in text


@pytest.mark.parametrize("factors", [{"dx": -1}, {"dW": -2}, {"db": -0.5}])
def test_other_factors_are_no_convention(factors):
    assert all(texts == [] for texts in said(**factors).values())


@pytest.mark.parametrize(("share", "is_told"), [(5e-6, True), (5e-5, False)])
def test_a_factor_measured_along_a_line_is_the_batch_size_to_within_what_is_usable(share, is_told):
    class Nearly(Scaled):
        def backward(self, dout):
            dx = super().backward(dout)
            self.dW, self.db = self.dW * (1 + share), self.db * (1 + share)
            return dx

    subject = Subject(Nearly({"dW": -1, "db": -1}), (X,))
    probe = judge(subject, np.random.default_rng(0)).probe
    texts = [list(diagnose(wrong, subject)) for wrong in differences(subject, probe)]
    assert len(texts) == 2
    assert all(bool(text) is is_told for text in texts)
