"""What a run has loaded: layers once for each state of the registry, the configuration file once."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.options import settings_of, split_names

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded
    from ethan_check.loading.tables import Configuration

__all__ = [
    "NOTHING",
    "NOTHING_JUDGED",
    "NOT_JUDGED",
    "USAGE_ERROR",
    "configuration_of",
    "loaded_layers",
    "loaded_layers_or_none",
    "send_to_controller",
    "sources_of",
]

NOT_JUDGED, NOTHING_JUDGED, USAGE_ERROR = "ethan_not_judged", "ethan_nothing_judged", "ethan_usage_error"
"""Under which names a worker of pytest-xdist sends them to the controller."""

NOTHING = pytest.StashKey[str]()
"""Why there was nothing to judge."""

_LOADED = pytest.StashKey["tuple[tuple[str, ...], Loaded]"]()
_CONFIGURATION = pytest.StashKey["Configuration"]()


def loaded_layers(config: pytest.Config) -> Loaded:
    """What is named, or everything that is configured, installed or registered.

    It is loaded again when a conftest or a test module has registered layers since.

    Raises:
        RegistrationError: a file is named that is not there.
    """
    from ethan_check.loading.manager import load
    from ethan_core.registry import default_registry

    if _LOADED in config.stash and config.stash[_LOADED][0] == default_registry.names():
        return config.stash[_LOADED][1]
    settings, configuration = settings_of(config), configuration_of(config)
    if sources_of(config):
        _add_project_to_path(config)
    by_option = settings.sources if settings.named_by_option else ()
    named = _read_things(config, by_option, config.invocation_params.dir)
    needs_all = not named or any(source.startswith(":") for source in named)
    by_ini = split_names(config.getini("ethan_layers")) if needs_all else ()
    loaded = load(
        named,
        configured=(*_read_things(config, by_ini, config.rootpath), *configuration.sources),
        configuration=configuration,
    )
    config.stash[_LOADED] = (default_registry.names(), loaded)
    return loaded


def loaded_layers_or_none(config: pytest.Config) -> Loaded | None:
    """The same without loading; None before anything is, as in a controller of pytest-xdist."""
    return config.stash[_LOADED][1] if _LOADED in config.stash else None


def sources_of(config: pytest.Config) -> tuple[str, ...]:
    """The sources that are named by option, or else by the ini key and the configuration file."""
    settings = settings_of(config)
    if settings.named_by_option:
        return settings.sources
    return tuple(dict.fromkeys((*settings.sources, *configuration_of(config).sources)))


def configuration_of(config: pytest.Config) -> Configuration:
    """The configuration file's tables of layers, read once, and its aliases installed.

    Raises:
        pytest.UsageError: the file cannot be read at all.
    """
    from ethan_check.loading.tables import Configuration, read_configuration
    from ethan_check.loading.tables.aliases import install_aliases
    from ethan_core.errors import RegistrationError

    if _CONFIGURATION not in config.stash:
        file = settings_of(config).config_file
        try:
            configuration = read_configuration(file) if file else Configuration()
            config.add_cleanup(install_aliases(configuration.aliases, configuration.file))
        except RegistrationError as error:
            raise pytest.UsageError(f"ethan: {error}") from None
        config.stash[_CONFIGURATION] = configuration
    return config.stash[_CONFIGURATION]


def send_to_controller(config: pytest.Config, name: str, value: Any) -> None:
    """Send a value to the controller when the session ends, if this process is a worker of pytest-xdist."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[name] = value


def _read_things(config: pytest.Config, texts: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """What people have named, as sources; the folders of files are put on sys.path until the run is over."""
    from ethan_check.loading.things import read_thing

    sources: list[str] = []
    for text in texts:
        thing = read_thing(text, folder)
        if thing.folder is not None and str(thing.folder) not in sys.path:
            sys.path.insert(0, str(thing.folder))  # As for `python layers.py`.
            config.add_cleanup(partial(_remove_from_path, str(thing.folder)))
        sources += thing.sources
    return tuple(dict.fromkeys(sources))


def _add_project_to_path(config: pytest.Config) -> None:
    """Put the project's folders last on sys.path, where they shadow nothing, until the run is over."""
    for folder in (str(config.invocation_params.dir), str(config.rootpath)):
        if folder not in sys.path:
            sys.path.append(folder)
            config.add_cleanup(partial(_remove_from_path, folder))


def _remove_from_path(folder: str) -> None:
    if folder in sys.path:
        sys.path.remove(folder)
