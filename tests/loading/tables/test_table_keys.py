"""What each key of a table may hold."""

from fnmatch import fnmatch
from math import inf

import pytest

from ethan_check.loading.tables.call_syntax import Backward, SetupStep
from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.modes import Modes
from ethan_check.loading.tables.table_keys import CONTRACT_KEYS, KEYS
from ethan_core.contract import Contract, Integers, Interval, Kink
from loading.tables.describing import LOCATION


def read(key, value):
    return KEYS[key](LOCATION, key, value)


TAKEN = [
    ("init", {"out_ch": 3}, {"out_ch": 3}),
    ("inits", [{"size": 1}, {}], [{"size": 1}, {}]),
    ("input", "N 5", "N 5"),
    ("input", ["N 5", "N"], "N 5, N"),
    ("shapes", " N 5 -> N ", "N 5 -> N"),
    ("example", [{"shape": [2]}, {"array": [1]}], ({"shape": [2]}, {"array": [1]})),
    ("example", [{"array": [1]}, 0.5, "mean"], ({"array": [1]}, 0.5, "mean")),
    ("inputs", ["x", "y"], ("x", "y")),
    ("parameters", {"W": "out in"}, {"W": "out in"}),
    ("constants", ["truth"], ("truth",)),
    ("domain", {"p": [0, 1]}, {"p": Interval(0.0, 1.0)}),
    ("domain", {"p": {"low": 0, "open": True}}, {"p": Interval(0.0, inf, open=True)}),
    ("integers", {"ids": 10, "tags": "T"}, {"ids": Integers(10), "tags": Integers("T")}),
    ("kinks", [{"at": 0, "derivative": 1}], (Kink(0.0, 1.0),)),
    ("ties", "first", "first"),
    ("rows_independent", True, True),
    ("random", False, False),
    ("keeps_dtype", True, True),
    ("formula", " Y[i] = X[i] ", "Y[i] = X[i]"),
    ("convention", "plain", "plain"),
    ("reduction", "mean", "mean"),
    ("reduction", {"W": "mean", "b": "sum"}, {"W": "mean", "b": "sum"}),
    ("train", {"training": "train"}, Modes("", "", {"training": "train"})),
    ("forward", "run", "run"),
    ("backward", "pull", Backward("pull")),
    ("arguments", [{"input": 0}, 1.0], [{"input": 0}, 1.0]),
    ("outputs", [0, 2], (0, 2)),
    ("setup", "build", (SetupStep("build", {}),)),
    ("functions", ["sine"], ("sine",)),
    ("certificate", 1e-6, 1e-6),
    ("accuracy", 1e-8, 1e-8),
    ("complex", "conjugate", "conjugate"),
    ("budget", 30, 30.0),
    ("differs", {"x": -1, "W": {"zero_rows": [0]}}, {"x": -1, "W": {"zero_rows": [0]}}),
    ("vjp", "jax:vjp", "jax:vjp"),
    ("tensor", "torch:tensor", "torch:tensor"),
    ("dtype", "float32", "float32"),
    ("frozen", ["W"], ("W",)),
    ("name", " conv ", "conv"),
    ("checks", ["gradient"], ("gradient",)),
    ("expected_failures", {"gradient": "known"}, {"gradient": "known"}),
]


@pytest.mark.parametrize(("key", "value", "result"), TAKEN)
def test_what_a_key_holds_is_converted(key, value, result):
    assert read(key, value) == result


def test_every_key_is_shown_above():
    assert {key for key, _, _ in TAKEN} == set(KEYS)


def test_one_reason_is_for_whatever_fails():
    assert read("expected_failures", "not yet") == {"*": "not yet"}


def test_the_keys_of_a_contract_are_its_arguments():
    assert set(CONTRACT_KEYS) < set(Contract.__dataclass_fields__)
    assert "reduction" not in CONTRACT_KEYS


LIST = "a list, as in [{ at = 0.0, derivative = 0.0 }]"
INTERVAL = "an interval, as in [0, 1] or { low = 0, high = inf, open = true }, or a word such as 'one-hot'"
BACKWARD = 'a name, or { name = "backprop", arguments = [{ cotangent = 0 }, { input = 0 }], returns = [0] }'


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("init", 3, "init is 3, expected constructor arguments by name, as in { out_ch = 3 }"),
        (
            "inits",
            [],
            "inits is [], expected a list of constructor arguments, as in [{ size = 1 }, { size = 3 }]",
        ),
        ("inits", [3], "inits[0] is 3, expected constructor arguments by name, as in { out_ch = 3 }"),
        (
            "input",
            5,
            'input is 5, expected a shape, as in "N 5 4 2" (names are drawn, numbers are fixed), '
            "or a list of shapes",
        ),
        ("input", [], "input is [], expected a shape, *"),
        (
            "input",
            "N 4 ->",
            "input is 'N 4 ->', expected the shapes of inputs alone; with outputs the key is shapes",
        ),
        ("input", ["N", "N -> N"], "input is ['N', 'N -> N'], expected the shapes of inputs alone; *"),
        ("input", "N 4.5", "input cannot be read: shape 'N 4.5': '4.5' is not an axis; *"),
        ("shapes", " ", "shapes is ' ', expected a text"),
        ("differs", {}, "differs is {}, expected for each array a factor, *"),
        ("differs", {"x": 0}, "differs is { x = 0 }, expected for each array a factor, *"),
        ("accuracy", 0.5, "accuracy is 0.5, expected a number above 0 and below 0.01, as in 1e-8"),
        ("budget", 0, "budget is 0, expected seconds that the layer may take, a number above 0, as in 30"),
        ("budget", True, "budget is true, expected seconds that the layer may take, *"),
        ("complex", "conj", "complex is 'conj', expected 'conjugate', or no such key"),
        ("certificate", 2, "certificate is 2, expected a number from 2.2e-16 to below 1, as in 1e-6"),
        ("certificate", 1e-30, "certificate is 1e-30, expected a number from 2.2e-16 to below 1, as in 1e-6"),
        ("certificate", "a", "certificate is 'a', expected a number from 2.2e-16 to below 1, as in 1e-6"),
        ("shapes", "N 4", "shapes cannot be read: shapes 'N 4': expected one arrow, *"),
        (
            "example",
            [3],
            "example is [3], expected a list of arrays, as in [{ shape = [3, 4] }, { array = [0, 2, 1] }]",
        ),
        ("inputs", "x", "inputs is 'x', expected a list of names"),
        ("checks", "gradient", "checks is 'gradient', expected a list of names"),
        ("frozen", ["W", 3], "frozen is ['W', 3], expected a list of names"),
        (
            "parameters",
            {"W": 3},
            'parameters is { W = 3 }, expected the shape of each parameter, as in { W = "out in" }',
        ),
        ("parameters", {"W": "4.5"}, "parameters.W cannot be read: shape '4.5': *"),
        ("domain", 3, f"domain is 3, expected for each input {INTERVAL}"),
        ("domain", {"X": [1]}, f"domain.X is [1], expected {INTERVAL}"),
        ("domain", {"X": [0, True]}, f"domain.X is [0, true], expected {INTERVAL}"),
        ("domain", {"X": {"from": 0}}, f"domain.X is {{ from = 0 }}, expected {INTERVAL}"),
        ("domain", {"X": {"low": 0, "open": 1}}, f"domain.X is {{ low = 0, open = 1 }}, expected {INTERVAL}"),
        ("domain", {"X": [1, 0]}, "domain.X cannot be: interval from 1.0 to 0.0: low must be below high"),
        (
            "integers",
            3,
            "integers is 3, expected for each input of integers a bound above all of them, "
            "as in { ids = 10 }",
        ),
        ("integers", {"X": -1}, "integers.X is -1, expected a whole number above 0, or the name of an axis"),
        (
            "integers",
            {"X": True},
            "integers.X is true, expected a whole number above 0, or the name of an axis",
        ),
        ("kinks", {}, f"kinks is {{}}, expected {LIST}"),
        ("kinks", [{"at": 0}], f"kinks is [{{ at = 0 }}], expected {LIST}"),
        ("kinks", [{"at": 0, "derivative": "1"}], f"kinks is *, expected {LIST}"),
        ("ties", "last", "ties is 'last', expected 'first', or no such key"),
        ("random", "yes", "random is 'yes', expected true or false"),
        ("convention", "", "convention is '', expected a text"),
        ("reduction", "avg", "reduction is 'avg', expected one of sum, mean, per_sample, *"),
        (
            "reduction",
            {},
            "reduction is {}, expected one of sum, mean, per_sample, or one for each parameter*",
        ),
        ("vjp", "vjp", "vjp is 'vjp', expected module:name"),
        ("dtype", "half", "dtype is 'half', expected one of float16, float32, float64"),
        ("backward", {}, f"backward is {{}}, expected {BACKWARD}"),
        ("outputs", [-1], "outputs is [-1], expected positions, from 0 on, as in [0, 2, 1]"),
        (
            "expected_failures",
            ["gradient"],
            "expected_failures is ['gradient'], expected a reason for each check, as in "
            '{ gradient = "db is a mean" }, or one for whatever fails',
        ),
        ("expected_failures", {"gradient": ""}, "expected_failures.gradient is '', expected the reason"),
    ],
)
def test_anything_else_is_an_error_that_says_what_was_expected(key, value, message):
    with pytest.raises(ConfigError) as caught:
        read(key, value)
    text = str(caught.value).removeprefix(f"{LOCATION}: ")
    assert fnmatch(text, message.replace("[", "[[]")), text
