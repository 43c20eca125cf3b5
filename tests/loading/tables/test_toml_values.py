"""Constructor arguments that TOML has no words for, and arguments against a signature."""

from fnmatch import fnmatch

import numpy as np
import pytest

from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.toml_values import python_value, require_arguments, signature_of
from loading.tables.describing import LOCATION, error_for
from loading.tables.sample_layers import Affine


def value_of(value, key="init.W"):
    return python_value(value, LOCATION, key)


def test_plain_values_are_what_toml_makes_of_them():
    assert value_of({"a": [1, "x", {"b": True}]}) == {"a": [1, "x", {"b": True}]}


def test_an_array_is_given_or_drawn_and_always_the_same():
    array = value_of({"array": [[1, 2]], "dtype": "int32"})
    assert (array.dtype, array.tolist()) == (np.int32, [[1, 2]])
    first, second = value_of({"shape": [4, 3]}), value_of({"shape": [4, 3]})
    assert first.shape == (4, 3)
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, value_of({"shape": [4, 3]}, "init.V"))


def test_tuples_and_things_that_stand_in_modules():
    assert value_of({"tuple": [2, {"tuple": [3]}]}) == (2, (3,))
    assert value_of({"import": "numpy:linalg.norm"}) is np.linalg.norm
    made = value_of({"import": f"{Affine.__module__}:Affine", "call": {"n_in": 2, "n_out": 3}})
    assert isinstance(made, Affine)
    assert made.W.shape == (2, 3)


def test_a_table_with_other_keys_is_a_table():
    assert value_of({"shape": [2], "name": "x"}) == {"shape": [2], "name": "x"}
    assert value_of({"array": [1], "tuple": [1]}) == {"array": [1], "tuple": [1]}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"shape": 3}, "init.W.shape is 3, expected a list of sizes, as in [4, 3]"),
        ({"shape": [-1]}, "init.W.shape is [-1], expected a list of sizes, as in [4, 3]"),
        ({"array": [[1], [1, 2]]}, "init.W.array is [[1], [1, 2]], expected numbers in rows of one length"),
        ({"array": [1], "dtype": "int33"}, "init.W.dtype is 'int33', expected a dtype of numpy, *int32"),
        ({"tuple": 3}, "init.W.tuple is 3, expected a list"),
        ({"import": "numpy"}, "init.W.import is 'numpy', expected package.module:Name"),
        ({"import": 3}, "init.W.import is 3, expected package.module:Name"),
        (
            {"import": "numpy:einsun"},
            "init.W.import is 'numpy:einsun', but there is no 'einsun'; did you mean einsum*",
        ),
        (
            {"import": "nowhere.at:all"},
            "init.W.import is 'nowhere.at:all', but there is no module 'nowhere'",
        ),
        (
            {"import": "numpy:sin", "call": 3},
            "init.W.call is 3, expected arguments by name, as in { slope = 0.1 }",
        ),
    ],
)
def test_a_special_form_that_is_wrong(value, message):
    with pytest.raises(ConfigError) as caught:
        value_of(value)
    text = str(caught.value).removeprefix(f"{LOCATION}: ")
    assert fnmatch(text, message.replace("[", "[[]")), text


def test_arguments_are_validated_against_the_signature():
    def build(size, *, start=0): ...

    require_arguments(build, {"size": 3}, LOCATION, "init")
    require_arguments(build, {}, LOCATION, "init", supplied=("size",))
    require_arguments(lambda size, **more: ..., {"size": 1, "other": 2}, LOCATION, "init")
    with pytest.raises(ConfigError, match="init lacks size, which build needs"):
        require_arguments(build, {"start": 1}, LOCATION, "init")
    with pytest.raises(ConfigError, match=r"init\.begin is no argument: build takes size, start"):
        require_arguments(build, {"size": 1, "begin": 2}, LOCATION, "init")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('input = "N 4"', "init lacks n_in, n_out, which Affine needs"),
        ("init = { n_in = 4 }", "init lacks n_out, which Affine needs"),
        (
            "init = { n_in = 4, nout = 3 }",
            "init.nout is no argument: Affine takes n_in, n_out, bias, shape; did you mean n_out?",
        ),
        ("inits = [{ n_in = 4, n_out = 3 }, { n_in = 4 }]", "inits[1] lacks n_out, which Affine needs"),
    ],
)
def test_a_table_whose_constructor_arguments_do_not_fit(tmp_path, lines, message):
    assert error_for(tmp_path, "Affine", lines) == message


def test_what_has_no_signature_takes_anything():
    assert signature_of(3) is None
    assert list(signature_of(Affine).parameters) == ["n_in", "n_out", "bias", "shape"]
