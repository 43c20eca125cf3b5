"""What messages advise in Python, as a table spells it."""

import tomllib

import pytest

from ethan_check.loading.tables.python_hints import as_table_keys


@pytest.mark.parametrize(
    ("python", "toml"),
    [
        ('declare it: frozen=["encoding"]', 'declare it: frozen = ["encoding"]'),
        ("or accept it: certificate=0.01", "or accept it: certificate = 0.01"),
        ("or accept it: certificate=1e-05", "or accept it: certificate = 1e-05"),
        ("say convention='plain' or convention='loss'", 'say convention = "plain" or convention = "loss"'),
        (
            'reduction={"gamma": "mean", "a.b": "mean"}',
            'reduction = { gamma = "mean", "a.b" = "mean" }',
        ),
        ("contract=Contract(keeps_dtype=False)", "keeps_dtype = false"),
        ('differs={"X": -1.0}', "differs = { X = -1.0 }"),
    ],
)
def test_what_is_advised_can_be_pasted(python, toml):
    assert as_table_keys(python) == toml
    if "or convention" not in toml:
        tomllib.loads(toml[toml.index(" = ") :].join(["key", ""]))


@pytest.mark.parametrize(
    "text",
    [
        "smallest case that shows it: features=3, X (2, 3)",
        "see it again: pytest ethan::a.v0::gradient --ethan-seed=0 --ethan-certificate=0.01",
        "mode='training' raised ValueError",
        "reduction={",
        "depends on lr (compare lr=0)",
    ],
)
def test_everything_else_stays_as_it_is(text):
    assert as_table_keys(text) == text
