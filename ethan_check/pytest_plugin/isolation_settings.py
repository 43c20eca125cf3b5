"""Whether each layer has a process of its own, and how long one may take that can be stopped."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from ethan_check.pytest_plugin.run_state import configuration_of

__all__ = ["Isolation", "isolation_of", "seconds_of"]

_USUAL_LIMIT = 600.0
"""Seconds for all checks of a layer: the slowest of a thousand that were judged took 90."""


@dataclass(frozen=True)
class Isolation:
    """How a run holds out against layers that end its process, or never return.

    Args:
        apart: whether each layer has a process of its own; never so under `-n`.
        limit: seconds that a layer may take in all, where it can be stopped from outside; None for no limit.
        is_distributed: whether workers of pytest-xdist do the work.
        asked: whether the run was asked for processes; under `-n` it has those of the workers.
    """

    apart: bool
    limit: float | None
    is_distributed: bool
    asked: bool

    @property
    def header(self) -> str:
        """What the head of a run says of it; nothing where nothing was asked for."""
        if not self.asked:
            return ""
        time = "no limit of time" if self.limit is None else f"{self.limit:g} seconds"
        if self.is_distributed:
            return (
                "ethan: isolate: under -n layers share the workers; one that ends its worker, or takes "
                f"longer than its time ({time}), is named, and the worker is replaced"
            )
        return f"ethan: isolate: a process of its own for each layer, with {time}"


_ISOLATION = pytest.StashKey[Isolation]()


def isolation_of(config: pytest.Config) -> Isolation:
    """What a run is asked for: by option, else by ini key, else by the configuration file.

    Raises:
        pytest.UsageError: a value cannot be used.
    """
    if _ISOLATION not in config.stash:
        config.stash[_ISOLATION] = _read(config)
    return config.stash[_ISOLATION]


def seconds_of(text: str) -> float | None:
    """A number of seconds; None for no limit.

    Raises:
        ValueError: it is none.

    >>> seconds_of("1.5"), seconds_of("0")
    (1.5, None)
    """
    seconds = float(text)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(text)
    return seconds or None


def _read(config: pytest.Config) -> Isolation:
    is_distributed = hasattr(config, "workerinput") or config.getoption("dist", "no") != "no"
    asked = config.option.ethan_isolate
    if asked is None:
        asked = _by_ini(config)
    if asked is None:
        asked = configuration_of(config).isolate
    return Isolation(asked and not is_distributed, _limit(config), is_distributed, asked)


def _by_ini(config: pytest.Config) -> bool | None:
    text = str(config.getini("ethan_isolate")).strip().lower()
    if text not in ("", "true", "false", "1", "0", "yes", "no", "on", "off"):
        raise pytest.UsageError(f"ethan: ethan_isolate is {text!r}, expected true or false")
    return None if not text else text in ("true", "1", "yes", "on")


def _limit(config: pytest.Config) -> float | None:
    for name, text in (
        ("--ethan-timeout", config.option.ethan_timeout),
        ("ethan_timeout", config.getini("ethan_timeout") or None),
    ):
        if text is None:
            continue
        try:
            return seconds_of(text)
        except ValueError:
            raise pytest.UsageError(
                f"ethan: {name} is {text!r}, expected seconds, as in 600, or 0 for no limit"
            ) from None
    stated = configuration_of(config).timeout
    return _USUAL_LIMIT if stated is None else stated or None
