"""Parts of the plugin without a run of pytest around them, or with a short one in this process."""

import sys
from types import SimpleNamespace

# Loaded here once: a run inside this process forgets what it imports, and numpy cannot be loaded twice.
import hypothesis  # noqa: F401
import pytest

import ethan_core.reference  # noqa: F401
from ethan_check.checks import builtin_checks
from ethan_check.engine.verify import check_entry
from ethan_check.loading.manager import Loaded
from ethan_check.pytest_plugin import options, run_state
from ethan_check.pytest_plugin.options import Settings
from ethan_core.registry import Registry, default_registry


@pytest.fixture(scope="session", autouse=True)
def _warm_up():
    check_entry(default_registry.get("relu.v1"), available=builtin_checks())


@pytest.fixture(autouse=True)
def _same_registry(monkeypatch):
    monkeypatch.setattr(default_registry, "_entries", dict(default_registry._entries))


@pytest.fixture
def project(pytester, monkeypatch):
    """A folder on sys.path in which configurations are made."""
    monkeypatch.syspath_prepend(pytester.path)
    before = set(sys.modules)
    yield pytester
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(pytester.path)):
            del sys.modules[name]


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
    config = SimpleNamespace(stash=pytest.Stash())
    config.stash[options._SETTINGS] = run_settings
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
        ethan=record,
        longrepr="",
    )
