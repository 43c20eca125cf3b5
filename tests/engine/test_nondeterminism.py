"""Randomness that nobody can freeze is named by one check; the others say why they say nothing."""

import numpy as np
import pytest

from ethan_check import Finding, check_layer
from ethan_check.engine.nondeterminism import EXPLAINED, answers_differently
from ethan_check.subject.subject import Subject

X = np.random.default_rng(0).normal(size=(4, 3))


class UnseededDropout:
    def forward(self, x):
        self.mask = np.random.default_rng().random(x.shape) > 0.3
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class NoisyBackward:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g + 1e-3 * np.random.default_rng().normal(size=g.shape)


class NotLinear(NoisyBackward):
    def backward(self, g):
        return 2 * self.x * np.clip(g, -1, 1)


class InPlace:
    """Writes into its input: a finding, but not one about memory."""

    def forward(self, x):
        x *= 2
        return x * 1.0

    def backward(self, g):
        return 2 * g


@pytest.mark.parametrize("layer", [UnseededDropout(), NoisyBackward()])
def test_it_is_told_once(layer):
    report = check_layer(layer, inputs=(X,))
    failed = [finding.check for finding in report.failures if finding.verdict == "fail"]
    assert failed == ["determinism"]
    silent = EXPLAINED & report.not_applicable.keys()
    assert {"linearity", "layout"} <= silent
    assert all("determinism" in report.not_applicable[check] for check in ("linearity", "layout"))


def test_a_layer_that_repeats_itself_is_excused_nothing():
    assert not answers_differently(Subject(NotLinear(), (X,)))
    report = check_layer(NotLinear(), inputs=(X,), checks=["linearity"])
    assert report.verdict == "fail"


@pytest.mark.parametrize(("about_that", "verdict"), [(True, "fail"), (False, "inconclusive")])
def test_a_check_that_is_about_repeats_is_heard(about_that, verdict):
    class Says:
        name = "says"
        asks_for_repeats = about_that

        def run(self, subject, rng):
            yield Finding(check=self.name, verdict="fail", message="it remembers")

    report = check_layer(UnseededDropout(), inputs=(X,), checks=["says"], available=[Says()])
    assert report.verdict == verdict
    assert ("it remembers" in str(report)) is about_that


def test_writing_into_the_input_is_no_reading_past_it():
    report = check_layer(InPlace(), inputs=(X,))
    assert [finding.check for finding in report.failures] == ["purity"]


def test_a_fault_is_no_difference():
    class Raises(NoisyBackward):
        def backward(self, g):
            raise ValueError("no")

    assert check_layer(Raises(), inputs=(X,), checks=["linearity"], convention="plain").verdict == "error"


def test_nor_does_a_gradient_call_it_a_kink():
    """Where every forward is off by another amount, no difference of two says anything."""

    class NoisyForward(NotLinear):
        def forward(self, x):
            return super().forward(x) + 1e-3 * np.random.default_rng().normal(size=x.shape)

    report = check_layer(NoisyForward(), (X,), checks=["determinism", "gradient"])
    gradient = [found for found in report.findings if found.check == "gradient"]
    assert [found.verdict for found in gradient] == ["inconclusive"]
    assert "it answers differently now and then" in gradient[0].message
