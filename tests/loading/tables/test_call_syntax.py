"""The keys that say how a layer is called."""

from fnmatch import fnmatch

import pytest

from ethan_check.loading.tables.call_syntax import (
    Backward,
    SetupStep,
    read_arguments,
    read_backward,
    read_positions,
    read_setup,
)
from ethan_check.loading.tables.error import ConfigError
from loading.tables.describing import LOCATION


def test_backward_is_a_name_or_a_table():
    assert read_backward(LOCATION, "backward", " pull ") == Backward("pull")
    content = {"name": "pull", "arguments": [{"cotangent": 0}], "returns": [1, 0]}
    assert read_backward(LOCATION, "backward", content) == Backward("pull", [{"cotangent": 0}], (1, 0))
    assert read_backward(LOCATION, "backward", {"returns": [0]}) == Backward("", None, (0,))


def test_setup_is_a_step_or_a_list_of_them():
    build = {"call": "conv.build", "arguments": {"size": 3}}
    assert read_setup(LOCATION, "setup", build) == (SetupStep("conv.build", {"size": 3}),)
    steps = read_setup(LOCATION, "setup", ["build", {"set": "n_in", "value": 3}, {"call": "reset"}])
    assert steps == (SetupStep("build", {}), SetupStep("n_in", 3, is_call=False), SetupStep("reset", {}))


STEP = 'the name of a method, { call = "build", arguments = { size = 3 } } or { set = "n_in", value = 3 }'


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (read_arguments, 3, "key is 3, expected arguments by name, as in { axis = 1 }, or the positional *"),
        (read_positions, [], "key is [], expected positions, from 0 on, as in [0, 2, 1]"),
        (read_positions, [True], "key is [true], expected positions, *"),
        (read_backward, " ", "key is ' ', expected a name, or { name = *"),
        (read_backward, {"name": 3}, "key is { name = 3 }, expected a name, or { name = *"),
        (read_backward, {"named": "pull"}, "key.named is no key; did you mean key.name?"),
        (read_backward, {"returns": [-1]}, "key.returns is [-1], expected positions, *"),
        (read_backward, {"arguments": 3}, "key.arguments is 3, expected arguments by name, *"),
        (read_setup, {"method": "build"}, f"key is {{ method = 'build' }}, expected {STEP}"),
        (read_setup, ["build", "not a name"], f"key[1] is 'not a name', expected {STEP}"),
        (read_setup, {"set": "n_in"}, f"key is {{ set = 'n_in' }}, expected {STEP}"),
        (read_setup, [{"call": "build", "arguments": 3}], "key[0].arguments is 3, expected arguments *"),
    ],
)
def test_anything_else_is_an_error(read, value, message):
    with pytest.raises(ConfigError) as caught:
        read(LOCATION, "key", value)
    text = str(caught.value).removeprefix(f"{LOCATION}: ")
    assert fnmatch(text, message.replace("[", "[[]")), text
