"""What every adapter offers, plugins' as well."""

import ethan_check
from ethan_check.subject.conventions.adapter import Adapter, Ambiguous, Gradients
from ethan_check.subject.conventions.reading import MethodCall, Reading
from ethan_core.errors import ArgumentError


def test_the_public_names_are_these():
    assert (ethan_check.Adapter, ethan_check.Gradients) == (Adapter, Gradients)
    assert issubclass(Ambiguous, ArgumentError)


def test_a_reading_is_an_adapter_and_anything_else_is_not():
    assert isinstance(Reading("plain", "", MethodCall("forward", "backward", ())), Adapter)
    assert not isinstance(object(), Adapter)


def test_gradients_of_parameters_may_be_left_out():
    assert Gradients((1.0,)).parameters == {}
