"""Loads what a run checks, once for each state of the registry."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.options import settings_of

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded
    from ethan_check.loading.tables import Configuration

__all__ = ["configuration_of", "leave_note", "loaded_for", "loaded_so_far", "sources_of"]

_LOADED = pytest.StashKey["tuple[tuple[str, ...], Loaded]"]()
_CONFIGURATION = pytest.StashKey["Configuration"]()


def loaded_for(config: pytest.Config) -> Loaded:
    """Everything that is installed or named.

    It is loaded again when a conftest or a test module has registered layers since.
    """
    from ethan_check.loading.manager import load
    from ethan_core.registry import default_registry

    if _LOADED in config.stash and config.stash[_LOADED][0] == default_registry.names():
        return config.stash[_LOADED][1]
    sources = sources_of(config)
    if sources:
        _let_the_project_be_imported(config)
    loaded = load(sources, configuration=configuration_of(config))
    config.stash[_LOADED] = (default_registry.names(), loaded)
    return loaded


def sources_of(config: pytest.Config) -> tuple[str, ...]:
    """What is named: by option, or else by the ini key and by tables of the configuration file."""
    settings = settings_of(config)
    if settings.named_by_option:
        return settings.sources
    return tuple(dict.fromkeys((*settings.sources, *configuration_of(config).sources)))


def configuration_of(config: pytest.Config) -> Configuration:
    """The configuration file's tables of layers, read once, and its aliases put in place.

    Raises:
        pytest.UsageError: the file cannot be read at all.
    """
    from ethan_check.loading.tables import Configuration, read_configuration
    from ethan_check.loading.tables.aliases import put_aliases
    from ethan_core.errors import RegistrationError

    if _CONFIGURATION not in config.stash:
        file = settings_of(config).config_file
        try:
            configuration = read_configuration(file) if file else Configuration()
            config.add_cleanup(put_aliases(configuration.aliases, configuration.file))
        except RegistrationError as error:
            raise pytest.UsageError(f"ethan: {error}") from None
        config.stash[_CONFIGURATION] = configuration
    return config.stash[_CONFIGURATION]


def leave_note(config: pytest.Config, name: str, value: Any) -> None:
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


def loaded_so_far(config: pytest.Config) -> Loaded | None:
    """What has been loaded; None before anything is, as in a controller of pytest-xdist."""
    return config.stash[_LOADED][1] if _LOADED in config.stash else None
