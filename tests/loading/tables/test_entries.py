"""From a table to an entry."""

from fnmatch import fnmatch

import numpy as np
import pytest

from ethan_check.engine.entries import check_entry
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
    entry = entry_for(tmp_path, "Affine", lines)
    assert entry.cases == ({"n_in": 4, "n_out": 3},)  # Neither is made before it is needed.
    case = entry.cases[0].case(entry.target, 0)
    assert case.layer.W.shape == (4, 3)
    np.testing.assert_array_equal(case.inputs[0], [[1, 2, 3, 4]])
    assert case.label == "n_in=4 n_out=3"


def test_an_example_in_each_configuration_and_mode(tmp_path):
    train = 'train = { attribute = "training", training = true, evaluation = false }'
    entry = entry_for(tmp_path, "Dropping", train + "\nexample = [{ shape = [2, 4] }]")
    cases = [one.case(entry.target, 0) for one in entry.cases]
    assert [case.layer.training for case in cases] == [True, False]
    np.testing.assert_array_equal(cases[0].inputs[0], cases[1].inputs[0])


def test_an_example_for_a_layer_that_cannot_be_made_is_told_where_it_is_judged(tmp_path):
    lines = 'init = { n_in = "x", n_out = 3 }\nexample = [{ shape = [2, 4] }]'
    report = check_entry(entry_for(tmp_path, "Affine", lines), checks=["shapes"])
    assert report.verdict == "error"
    assert "the constructor with n_in='x' n_out=3 raised " in report.message


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
            AFFINE + "example = [{ array = [[1.0], [1.0, 2.0]] }]",
            "example[[]0].array is [[][[]1.0], [[]1.0, 2.0]], expected numbers in rows of one length",
        ),
        ("Affine", AFFINE + 'random = "yes"', "random is 'yes', expected true or false"),
    ],
)
def test_what_cannot_be_an_entry(tmp_path, name, lines, message):
    assert fnmatch(error_for(tmp_path, name, lines), message)
