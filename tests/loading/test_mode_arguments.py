"""Classes whose forward must be told whether the layer is trained."""

import pytest

from ethan_check.engine.entries import check_entry
from ethan_check.loading.module_scan import derived_entry


class Doubled:
    def forward_pass(self, X, training):
        self.scale = 2.0 if training else 1.0
        return X * self.scale

    def backward_pass(self, g):
        return g * self.scale


class WrongInEvaluation(Doubled):
    def backward_pass(self, g):
        return g * 2.0


class WithDefault(Doubled):
    def forward_pass(self, X, training=True):
        return super().forward_pass(X, training)


class TwoInputs:
    def forward(self, x, y):
        return x * y

    def backward(self, g):
        return g, g


MODES = ({"mode": "training"}, {"mode": "evaluation"})


@pytest.mark.parametrize(("cls", "cases"), [(Doubled, MODES), (WithDefault, ({},)), (TwoInputs, ({},))])
def test_each_mode_is_a_configuration(cls, cases):
    assert tuple(derived_entry(cls).cases) == cases


def test_both_are_judged_and_fail_apart():
    assert check_entry(derived_entry(Doubled), checks=["gradient"])
    report = check_entry(derived_entry(WrongInEvaluation), checks=["gradient"])
    assert report.verdict == "fail"
    assert "mode='evaluation'" in report.message
