"""Whether a run has seen every layer of the project: only then can one be missed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.options import settings_of

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["FullRun", "is_shared_among_machines", "why_not_full"]

_SELECTING: dict[str, str] = {
    "keyword": "-k",
    "markexpr": "-m",
    "lf": "--lf",
    "stepwise": "--sw",
    "stepwise_skip": "--sw-skip",
    "deselect": "--deselect",
    "ignore": "--ignore",
    "ignore_glob": "--ignore-glob",
    "ethan_id": "ids",
    "ethan_layers": "--ethan-layers",
    "ethan_checks": "--ethan-checks",
    "ethan_only": "--ethan-only, which leaves out layers that test modules register",
}
"""Options that leave something out, and what they are called."""


class FullRun:
    """Takes down what leaves layers out while items are collected."""

    NAME = "ethan-full-run"

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.left_out = ""

    def pytest_deselected(self, items: Sequence[Any]) -> None:
        """Some plugin has taken items out."""
        self.left_out = self.left_out or "items were deselected"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Test modules that cannot be collected register nothing."""
        if session.testsfailed:
            self.left_out = self.left_out or "not everything could be collected"


def is_shared_among_machines(config: pytest.Config) -> bool:
    """Whether other machines run the rest of the items: under pytest-split or pytest-shard."""
    return bool(getattr(config.option, "splits", None)) or getattr(config.option, "num_shards", 1) > 1


def why_not_full(config: pytest.Config, loaded: Loaded) -> str:
    """What leaves layers out of a run, in words; empty where nothing does."""
    for name, words in _SELECTING.items():
        if getattr(config.option, name, None):
            return words
    if loaded.broken or loaded.empty:
        return "a source that could not be loaded"
    return "" if _covers_project(config) else "arguments that name a part of the project"


def _covers_project(config: pytest.Config) -> bool:
    """Whether the arguments take in all folders that hold tests."""
    wanted = [config.rootpath / folder for folder in config.getini("testpaths")] or [config.rootpath]
    given = [Path(config.invocation_params.dir, str(argument)).resolve() for argument in config.args]
    return settings_of(config).only or all(
        any(folder.resolve().is_relative_to(one) for one in given) for folder in wanted
    )
