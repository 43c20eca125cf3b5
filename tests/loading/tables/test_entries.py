"""From a table to an entry."""

from fnmatch import fnmatch

import numpy as np
import pytest

from loading.tables.describing import SAMPLES, entry_for, error_for, load_tables

AFFINE = "init = { n_in = 4, n_out = 3 }\n"


def test_a_layer_that_is_not_registered_has_a_derived_name(tmp_path):
    entry = entry_for(tmp_path, "Affine", AFFINE + 'input = "N n_in"')
    assert entry.name == "affine.v0"
    assert entry.registered_in == SAMPLES
    assert entry.cases == ({"n_in": 4, "n_out": 3},)
    assert entry.target(**entry.cases[0]).W.shape == (4, 3)


@pytest.mark.parametrize(("name", "result"), [("wide", "wide.v0"), ("wide.v2", "wide.v2")])
def test_a_name_gets_a_version(tmp_path, name, result):
    assert entry_for(tmp_path, "Logarithm", f'name = "{name}"').name == result


def test_several_tables_of_one_class_are_numbered(tmp_path):
    table = f'[[tool.ethan.layers."{SAMPLES}:Affine"]]\n{AFFINE}'
    assert load_tables(tmp_path, table * 2).registry.names() == ("affine-2.v0", "affine.v0")


def test_options_and_expected_failures_are_the_entrys(tmp_path):
    lines = 'reduction = "mean"\ndtype = "float64"\nfrozen = ["b"]\nexpected_failures = { gradient = "x" }'
    entry = entry_for(tmp_path, "Affine", AFFINE + lines)
    assert entry.options == {"reduction": "mean", "dtype": "float64", "frozen": ("b",)}
    assert entry.expected_failures == {"gradient": "x"}


def test_each_configuration_in_each_mode_is_a_case(tmp_path):
    train = 'train = { attribute = "training", training = true, evaluation = false }'
    entry = entry_for(tmp_path, "Dropping", train)
    assert entry.cases == ({"mode": "training"}, {"mode": "evaluation"})


def test_an_example_is_a_case_with_arrays(tmp_path):
    lines = AFFINE + "example = [{ array = [[1, 2, 3, 4]] }]"
    (case,) = entry_for(tmp_path, "Affine", lines).cases
    np.testing.assert_array_equal(case.inputs[0], [[1, 2, 3, 4]])
    assert case.label == "n_in=4 n_out=3"


def test_a_function_that_a_library_differentiates_is_named_after_its_module(tmp_path):
    table = f'[tool.ethan.layers."{SAMPLES}:cube"]\nvjp = "{SAMPLES}:square_forward"\ninput = "N"'
    loaded = load_tables(tmp_path, table)
    assert loaded.registry.names() == (f"{SAMPLES}.cube.v0",)


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        (
            "Logarithm",
            'name = "Log"',
            "name cannot be used: layer name 'Log.v0': expected lower-case letters, *",
        ),
        (
            "Affine",
            'init = { n_in = "x", n_out = 3 }\nexample = [{ shape = [2, 4] }]',
            "example is for a layer that cannot be made: *",
        ),
        ("Affine", AFFINE + 'random = "yes"', "random is 'yes', expected true or false"),
    ],
)
def test_what_cannot_be_an_entry(tmp_path, name, lines, message):
    assert fnmatch(error_for(tmp_path, name, lines), message)
