"""The gradient is judged where an earlier call has left something."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.checks.remembering import after_a_past, wrong_after_a_past
from ethan_check.checks.state import CHECK

from .test_forward_state import Buffer, Carries, CarriesWrong, CountsInSteps, X


class WrongAfterTheFirst(CountsInSteps):
    """Its gradient is that of the first call for ever."""

    def backward(self, g):
        return g / 2


class ForgetsHalf(Buffer):
    def backward(self, g):
        self.calls = getattr(self, "calls", 0) + 1
        return g / self.calls


@pytest.mark.parametrize(
    ("layer", "kept"), [(CarriesWrong, "h"), (WrongAfterTheFirst, "t"), (ForgetsHalf, "total")]
)
def test_a_gradient_that_is_wrong_only_after_a_past_is_found(layer, kept):
    report = check_layer(layer(), inputs=(X,), frozen=[kept])
    assert report.verdict == "fail"


@pytest.mark.parametrize("layer", [Carries, Buffer, CountsInSteps])
def test_a_right_one_is_not_accused(layer):
    assert not list(wrong_after_a_past(CHECK, Subject(layer(), (X,)), ("h",), (2 * X,)))


def test_the_message_says_after_what():
    wrong = Subject(WrongAfterTheFirst(), (X,))
    (found,) = wrong_after_a_past(CHECK, wrong, ("t",), (2 * X,))
    assert "after a forward and backward of which it keeps t" in found.message.splitlines()[0]


def test_the_past_is_one_forward_and_backward():
    subject = Subject(Buffer(), (X,))
    assert np.allclose(after_a_past(subject, (X,)).output, 2 * X)
    assert np.allclose(subject.output, X)
