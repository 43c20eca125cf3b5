"""Stand-ins for what a run of pytest hands to the parts of the plugin, and layers to check."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from ethan_check.checks import builtin_checks
from ethan_check.loading.manager import Loaded
from ethan_check.pytest_plugin import isolation_settings, options, run_state
from ethan_check.pytest_plugin.options import Settings
from ethan_core.registry import Registry, default_registry


def settings(**changes):
    """The settings of a run that asks for nothing in particular."""
    usual = {
        "active": True, "only": False, "sources": (), "named_by_option": False, "config_file": None,
        "checks": (), "seed": 0, "ids": (),
    }  # fmt: skip
    return Settings(**{**usual, **changes})


def loaded(*layers, **changes):
    """Layers by name, as they would be loaded; with the checks that Ethan brings."""
    registry = Registry()
    for name, target, details in layers:
        registry.register(name, target, **details)
    return Loaded(**{"registry": registry, "checks": builtin_checks(), "adapters": (), **changes})


def config_of(run_settings, run_loaded):
    """A stand-in for a configuration whose layers are loaded already."""
    config = SimpleNamespace(
        add_cleanup=lambda action: None,
        stash=pytest.Stash(),
        invocation_params=SimpleNamespace(dir=Path()),
        option=SimpleNamespace(),
        pluginmanager=SimpleNamespace(get_plugin=lambda name: None),
    )
    config.stash[options._SETTINGS] = run_settings
    config.stash[isolation_settings._ISOLATION] = isolation_settings.Isolation(False, None, False, False)
    config.stash[run_state._LOADED] = (default_registry.names(), run_loaded)
    return config


class Square:
    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY


class Shy(Square):
    """Can be made, but shows nothing of what it takes."""

    def forward(self, X):
        if X.shape[1:] != (37, 11):
            raise ValueError(f"no {X.shape}")
        return super().forward(X)


def report_of(name, check, *, outcome="passed", when="call", **record):
    """A stand-in for the report of one item."""
    return SimpleNamespace(
        nodeid=f"ethan::{name}::{check}",
        when=when,
        passed=outcome == "passed",
        skipped=outcome == "skipped",
        failed=outcome == "failed",
        sections=[],
        ethan=record,
        longrepr="",
    )
