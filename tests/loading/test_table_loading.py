"""Layers that tables describe, found in their modules."""

from fnmatch import fnmatch

import pytest

from ethan_check.loading.found_layers import origin_of
from ethan_check.loading.function_pairs import FunctionPair
from loading.samples import REGISTERED
from loading.tables import sample_layers
from loading.tables.describing import SAMPLES, entry_for, error_for, load_tables


def test_a_class_and_a_pair_of_functions(tmp_path):
    assert origin_of(entry_for(tmp_path, "Logarithm", 'input = "N"')) is sample_layers.Logarithm
    assert entry_for(tmp_path, "square", 'input = "N"').name == "square.v0"
    assert entry_for(tmp_path, "square_forward", 'input = "N"').name == "square.v0"


def test_a_function_whose_backward_is_named(tmp_path):
    entry = entry_for(tmp_path, "cube", 'input = "N"\nbackward = "cube_slope"')
    assert entry.name == "cube.v0"
    assert isinstance(entry.target(), FunctionPair)


def test_a_function_with_constructor_arguments_makes_layers(tmp_path):
    assert entry_for(tmp_path, "make_affine", "init = { size = 3 }").target(size=3).W.shape == (3, 3)


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        (
            "cube",
            'backward = "cube_slop"',
            f"cube_slop is no function of {SAMPLES}; did you mean cube_slope?",
        ),
        ("three", "", "three is a int, expected a class or a function"),
        ("Afine", "", f"module '{SAMPLES}' has no layer 'Afine'; did you mean Affine?"),
        ("Abstract", "", "Abstract is abstract: forward"),
    ],
)
def test_a_table_that_does_not_fit_its_module(tmp_path, name, lines, message):
    assert error_for(tmp_path, name, lines) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("thiers.layers:Affine", "there is no module 'thiers'; did you mean theirs*"),
        ("theirs.layer:Affine", "there is no module 'theirs.layer'; did you mean theirs.layers?"),
        ("theirs/layers.py", "expected package.module or package.module:Name, not a file or a pattern"),
        ("theirs.layers2", "there is no module 'theirs.layers2'; did you mean theirs.layers?"),
        ("theirs", "module 'theirs' registers no layer and defines none*"),
        ("theirs.raising:Affine", "RuntimeError: not today (raising.py:1)"),
    ],
)
def test_a_table_that_matches_nothing_is_reported(modules, source, message):
    modules.write("theirs.__init__", "")
    modules.write("theirs.layers", REGISTERED)
    modules.write("theirs.raising", "raise RuntimeError('not today')")
    loaded = load_tables(modules.path, f'[tool.ethan.layers."{source}"]')
    (error,) = (*loaded.broken, *loaded.empty)
    head = f'pyproject.toml, [tool.ethan.layers."{source}"]: '
    assert str(error).startswith(head)
    assert fnmatch(str(error).removeprefix(head), message), error


def test_a_table_of_a_module_holds_for_all_that_have_none_of_their_own(tmp_path):
    loaded = load_tables(
        tmp_path,
        f'[tool.ethan.layers."{SAMPLES}"]\nchecks = ["shapes"]\n[tool.ethan.layers."{SAMPLES}:Logarithm"]\n',
    )
    checks = {name: table.checks for name, table in loaded.tables.items()}
    assert checks["logarithm.v0"] == ()
    assert checks["embedding.v0"] == ("shapes",)
    assert [error.message for error in loaded.broken if "Affine" in error.message] == [
        f"{SAMPLES}.Affine cannot be constructed without n_in, n_out"
    ]


def test_what_cannot_be_said_of_a_whole_module(tmp_path):
    text = f'[tool.ethan.layers."{SAMPLES}"]\nexpected_failures = {{ gradient = "no" }}'
    (error,) = load_tables(tmp_path, text).broken
    assert str(error).endswith(
        f': expected_failures cannot be said of a whole module; write [tool.ethan.layers."{SAMPLES}:Name"]'
    )


def test_the_functions_of_a_module_have_entries_of_their_own(tmp_path):
    lines = f'functions = ["cube", "three"]\nvjp = "{SAMPLES}:square_forward"\ninput = "N"'
    loaded = load_tables(tmp_path, f'[tool.ethan.layers."{SAMPLES}"]\n{lines}')
    assert loaded.registry.names() == (f"{SAMPLES}.cube.v0",)
    (error,) = loaded.broken
    assert "three is a int, expected a class or a function" in str(error)
