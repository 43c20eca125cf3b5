"""What the command line and the ini file can say of baselines."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

__all__ = ["BASELINE", "add_baseline_ini_keys", "add_baseline_options", "names_a_verb"]

BASELINE = "baseline"
"""The last part of an item's id: `ethan::conv2d.v1::baseline`."""

_VERBS = ("compare", "new", "update", "prune", "off")


def add_baseline_options(group: Any) -> None:
    """The options, in the group of Ethan's."""
    group.addoption(
        "--ethan-baseline",
        action="append",
        default=[],
        choices=_VERBS,
        help="what to do with the stored baselines: compare (the default where a store is configured), add "
        "new ones, update those of the selected layers, prune what is gone, or leave them off",
    )
    group.addoption("--ethan-reason", metavar="TEXT", help="why stored values change; it is stored with them")


def add_baseline_ini_keys(parser: pytest.Parser) -> None:
    """The ini keys."""
    parser.addini("ethan_baseline", "the folder of the baselines; nothing is compared without", "string", "")
    parser.addini("ethan_baseline_fails", "which states of a baseline fail, one a line", "linelist", [])


def names_a_verb(option: argparse.Namespace) -> bool:
    """Whether the command line asks for something that only judged layers answer."""
    return option.ethan_reason is not None or any(verb != "off" for verb in option.ethan_baseline)
