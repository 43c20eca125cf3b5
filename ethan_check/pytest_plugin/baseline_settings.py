"""What a run is asked to do with baselines, read once and before anything runs.

Where no store is configured nothing of this is loaded but this module, and no item is there.
"""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.run_state import configuration_of

if TYPE_CHECKING:
    from ethan_check.baseline.store import Store

__all__ = ["BaselineSettings", "baseline_of", "read_baseline_settings"]

_HOW_TO_CONFIGURE = (
    'name a folder: ethan_baseline = "gradients" among pytest\'s ini options, or baseline = "gradients" '
    "under [tool.ethan] of pyproject.toml"
)


@dataclass(frozen=True)
class BaselineSettings:
    """What this run does with baselines.

    Args:
        verb: `compare`, `new`, `update` or `prune`.
        store: where they are.
        reason: why stored values change.
        fails: the states that fail.
        project: the name of the project; empty where it has none.
    """

    verb: str
    store: Store
    reason: str
    fails: tuple[str, ...]
    project: str

    @property
    def writes(self) -> bool:
        """Whether the store may change."""
        return self.verb != "compare"


_SETTINGS = pytest.StashKey["BaselineSettings | None"]()


def baseline_of(config: pytest.Config) -> BaselineSettings | None:
    """The settings of a run; None where no store is configured, or baselines are switched off."""
    return config.stash.get(_SETTINGS, None)


def read_baseline_settings(config: pytest.Config) -> BaselineSettings | None:
    """Read them, once, before anything runs.

    Raises:
        pytest.UsageError: they contradict each other, or the store cannot be used.
    """
    config.stash[_SETTINGS] = found = _read(config)
    return found


def _read(config: pytest.Config) -> BaselineSettings | None:
    verb, reason = _verb(config), config.option.ethan_reason
    folder = _folder(config)
    if verb == "off":
        return None
    if not folder:
        if verb or reason is not None:
            what = f"--ethan-baseline={verb}" if verb else "--ethan-reason"
            raise pytest.UsageError(
                f"ethan: {what} needs a store, and none is configured: {_HOW_TO_CONFIGURE}"
            )
        return None
    verb = verb or "compare"
    if reason is not None and verb not in ("new", "update"):
        raise pytest.UsageError(
            f"ethan: --ethan-reason says why stored values change, and --ethan-baseline={verb} changes none: "
            "use it with --ethan-baseline=update"
        )
    if reason is not None and not reason.strip():
        raise pytest.UsageError("ethan: --ethan-reason is empty: say why the stored values change")
    return _of_store(config, folder, verb, " ".join((reason or "").split()))


def _of_store(config: pytest.Config, folder: str, verb: str, reason: str) -> BaselineSettings:
    from ethan_check.baseline.project import project_name, require_own_store
    from ethan_check.baseline.store import Store
    from ethan_check.baseline.store_error import StoreError

    store, project = Store(config.rootpath / folder, folder), project_name(config.rootpath)
    settings = BaselineSettings(verb, store, reason, _fails(config), project)
    try:
        require_own_store(store, project)
        if settings.writes:
            store.require_writable()
    except StoreError as error:
        raise pytest.UsageError(f"ethan: {error}") from None
    return settings


def _verb(config: pytest.Config) -> str:
    """The verb of the command line; empty where there is none."""
    verbs = list(dict.fromkeys(config.option.ethan_baseline))
    if len(verbs) > 1:
        named = " and ".join(f"--ethan-baseline={verb}" for verb in verbs)
        raise pytest.UsageError(f"ethan: {named} contradict each other: give one")
    return str(verbs[0]) if verbs else ""


def _folder(config: pytest.Config) -> str:
    """The folder that the ini key or the configuration file names."""
    by_ini: Any = None
    with warnings.catch_warnings(), suppress(TypeError):
        # Of a value that is no text pytest warns, and newer versions raise; it is said below.
        warnings.simplefilter("ignore")
        by_ini = config.getini("ethan_baseline")
    if not isinstance(by_ini, str):
        raise pytest.UsageError(
            f'ethan: ethan_baseline is {by_ini!r}, expected a folder, such as "gradients"'
        )
    by_table = configuration_of(config).baseline
    if by_ini and by_table and Path(by_ini) != Path(by_table):
        raise pytest.UsageError(
            f"ethan: the ini key ethan_baseline is {by_ini!r} and baseline of [tool.ethan] is {by_table!r}: "
            "keep one of them"
        )
    return by_ini or by_table


def _fails(config: pytest.Config) -> tuple[str, ...]:
    """The states that fail: those of the ini key, or else the usual ones, and in CI what has no entry."""
    from ethan_check.baseline.states import FAILING, ORDER
    from ethan_core.suggest import did_you_mean

    stated = [part.strip() for line in config.getini("ethan_baseline_fails") for part in line.split(",")]
    stated = [state for state in stated if state]
    for state in stated:
        if state not in ORDER:
            raise pytest.UsageError(
                f"ethan: ethan_baseline_fails names {state!r}, which is no state; "
                f"{did_you_mean(state, ORDER)}"
            )
    if stated:
        return tuple(stated)
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return (*FAILING, *(["no entry"] if in_ci else []))
