"""The command that asks the same again says what this run was asked, and no more."""

import pytest

from ethan_check.pytest_plugin.see_again import command_again, put_into
from pytest_plugin.stand_ins import settings


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ({}, ""),
        ({"sources": ("mine",)}, ""),
        ({"sources": ("mine", "a b"), "named_by_option": True}, " --ethan-layers='mine,a b'"),
        ({"certificate": 1e-6}, " --ethan-certificate=1e-06"),
    ],
    ids=["nothing", "configured", "named", "certificate"],
)
def test_the_command_has_what_was_said(said, more):
    command = command_again("a.v1", "gradient", settings(seed=3, **said))
    assert command == f'pytest "ethan::a.v1::gradient" --ethan-check --ethan-seed=3{more}'


def test_several_tables_go_into_one_file():
    assert (
        put_into("ethan.toml", "[a]", "", "[b]")
        == "put this into ethan.toml and fill it in:\n\n[a]\n\n[b]\n\n"
    )
    assert put_into("ethan.toml", "") == ""
