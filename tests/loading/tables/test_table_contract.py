"""The contract that a table states."""

from fnmatch import fnmatch

import pytest

from loading.tables.describing import entry_for, error_for


def test_a_table_without_lines_leaves_the_contract_alone(tmp_path):
    assert entry_for(tmp_path, "Logarithm", "").contract is None


def test_the_input_is_a_signature_without_outputs(tmp_path):
    contract = entry_for(tmp_path, "Logarithm", 'input = "N 3"').contract
    assert contract.shapes == "N 3 -> ..."
    assert contract.inputs == ("X",)
    assert (contract.reduction, contract.random, contract.keeps_dtype) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "lines", "names"),
    [
        ("Logarithm", 'input = "N"\ndomain = { x = [1, 2] }', ("x",)),
        ("Logarithm", 'input = "N"\ndomain = { X = [1, 2] }', ("X",)),
        ("SquaredError", 'input = "N d, N d"', ("guess", "truth")),
        ("Logarithm", 'input = "N, M"', ("X0", "X1")),
        ("SquaredError", 'input = "N d, N d"\ninputs = ["a", "b"]', ("a", "b")),
        ("SquaredError", 'input = "N d, N d"\narguments = [{ input = 1 }, { input = 0 }]', ("X0", "X1")),
        ("Dropping", 'input = "N, M"\narguments = { x = 1 }', ("X0", "X1")),
    ],
)
def test_inputs_have_the_names_of_arguments_where_they_are_used(tmp_path, name, lines, names):
    assert entry_for(tmp_path, name, lines).contract.inputs == names


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        (
            "Logarithm",
            'input = "N"\ndomain = { Z = [0, 1] }',
            "*domain names 'Z', which is no input; the inputs are X",
        ),
        (
            "Contracted",
            'input = "N"',
            "input stands beside the contract that the layer declares itself; take one out",
        ),
        (
            "Contracted",
            "random = true",
            "random stands beside the contract that the layer declares itself; take one out",
        ),
    ],
)
def test_lines_that_contradict_the_layer(tmp_path, name, lines, message):
    assert fnmatch(error_for(tmp_path, name, lines), message)
