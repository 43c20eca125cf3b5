"""Loads what a run checks, once for each state of the registry."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.options import settings_of

if TYPE_CHECKING:
    from ethan_check.manager import Loaded

__all__ = ["leave_note", "left_out_classes", "loaded_for"]

_LOADED = pytest.StashKey["tuple[tuple[str, ...], Loaded]"]()


def loaded_for(config: pytest.Config) -> Loaded:
    """Everything that is installed or named.

    It is loaded again when a conftest or a test module has registered layers since.
    """
    from ethan_check.manager import load
    from ethan_core.registry import default_registry

    if _LOADED in config.stash and config.stash[_LOADED][0] == default_registry.names():
        return config.stash[_LOADED][1]
    sources = settings_of(config).sources
    if sources:
        _let_the_project_be_imported(config)
    loaded = load(sources)
    config.stash[_LOADED] = (default_registry.names(), loaded)
    return loaded


def leave_note(config: pytest.Config, name: str, value: str | list[str]) -> None:
    """Let the controller know, when this process is a worker of pytest-xdist."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[name] = value


def _let_the_project_be_imported(config: pytest.Config) -> None:
    """Put the project's folders last on sys.path, where they shadow nothing, until the run is over."""
    for folder in (str(config.invocation_params.dir), str(config.rootpath)):
        if folder not in sys.path:
            sys.path.append(folder)
            config.add_cleanup(partial(_take_from_path, folder))


def _take_from_path(folder: str) -> None:
    if folder in sys.path:
        sys.path.remove(folder)


def left_out_classes(config: pytest.Config) -> tuple[str, ...]:
    """The classes of named modules that were not taken, with the reasons; empty before anything is loaded."""
    return config.stash[_LOADED][1].left_out if _LOADED in config.stash else ()
