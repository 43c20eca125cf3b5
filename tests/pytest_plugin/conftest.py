"""Parts of the plugin without a run of pytest around them, or with a short one in this process."""

import sys

# Loaded here once: a run inside this process forgets what it imports, and numpy cannot be loaded twice.
import hypothesis  # noqa: F401
import pytest

import ethan_core.reference  # noqa: F401
from ethan_check.checks import builtin_checks
from ethan_check.engine.entries import check_entry
from ethan_core.registry import default_registry


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
