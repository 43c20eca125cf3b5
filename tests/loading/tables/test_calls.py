"""How a layer is called, where a table says so."""

from fnmatch import fnmatch

import numpy as np
import pytest

from ethan_check.loading.tables.call_syntax import Backward, SetupStep
from ethan_check.loading.tables.calls import Calls, call_arguments
from ethan_check.loading.tables.error import ConfigError
from loading.tables.describing import LOCATION


class Model:
    def __init__(self):
        self.parts, self.scale = {"conv": Part()}, 1.0

    def run(self, x): ...
    def pull(self, g): ...
    def build(self, start): ...


class Part:
    size = 0

    def build(self, size=1):
        self.size = size


def test_a_layer_of_which_nothing_is_said_stays_as_it_is():
    model = Model()
    assert Calls(LOCATION).finish(model) is model
    assert not Calls(LOCATION).is_traced
    assert Calls(LOCATION, vjp="jax:vjp").is_traced


def test_the_steps_of_the_setup_reach_into_parts():
    steps = (SetupStep("parts.conv.build", [4]), SetupStep("scale", {"array": [2.0]}, is_call=False))
    model = Calls(LOCATION, setup=steps).finish(Model())
    assert model.parts["conv"].size == 4
    np.testing.assert_array_equal(model.scale, [2.0])


def test_methods_of_other_names_are_wrapped():
    calls = Calls(LOCATION, forward="run", backward=Backward("pull"))
    assert calls.finish(Model()) is not None
    assert type(calls.finish(Model())) is not Model


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        (
            Calls(LOCATION, forward="runs"),
            "forward is 'runs', but Model has no such method; did you mean run?",
        ),
        (Calls(LOCATION, backward=Backward("pul")), "backward is 'pul', but Model has no such method; *"),
        (
            Calls(LOCATION, setup=(SetupStep("built", {}),)),
            "setup[0] is 'built', but Model has no such method; did you mean build?",
        ),
        (
            Calls(LOCATION, setup=(SetupStep("build", {}),)),
            "setup[0].arguments lacks start, which build needs",
        ),
        (
            Calls(LOCATION, vjp="numpy:vpj"),
            "vjp.import is 'numpy:vpj', but there is no 'vpj'; *",
        ),
        (
            Calls(LOCATION, arguments=[{"cotangent": 0}]),
            "arguments[0] is { cotangent = 0 }, which is not known there",
        ),
    ],
)
def test_what_does_not_fit_the_layer_is_an_error(calls, message):
    with pytest.raises(ConfigError) as caught:
        calls.finish(Model())
    text = str(caught.value).removeprefix(f"{LOCATION}: ")
    assert fnmatch(text, message.replace("[", "[[]")), text


def test_arguments_are_named_or_listed():
    assert call_arguments(None, LOCATION, "arguments", ()) == call_arguments({}, LOCATION, "arguments", ())
    named = call_arguments({"axis": 1}, LOCATION, "arguments", ())
    assert (named.listed, named.named) == (None, {"axis": 1})
    value = [[{"input": 0}, {"input": 1}], {"tuple": [{"input": 0}]}, 1]
    (arrays, pair, one) = call_arguments(value, LOCATION, "arguments", ("input",)).listed
    assert [(slot.kind, slot.position) for slot in (*arrays, *pair)] == [
        ("input", 0), ("input", 1), ("input", 0),
    ]  # fmt: skip
    assert one == 1


def test_an_argument_may_be_computed():
    value = [{"function": "numpy:sin", "arguments": [{"input": 0}]}]
    (computed,) = call_arguments(value, LOCATION, "arguments", ("input",)).listed
    assert computed.function is np.sin
    value = [{"function": "numpy:sin", "arguments": 3}]
    with pytest.raises(ConfigError, match=r"arguments\[0\]\.arguments is 3, expected a list"):
        call_arguments(value, LOCATION, "arguments", ("input",))
