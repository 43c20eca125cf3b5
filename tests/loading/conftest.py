"""Modules of somebody else, for sources and entry points to name."""

import sys

import pytest

# Loaded once: what is imported while a test has replaced the registry would be lost.
import ethan_core.reference  # noqa: F401
from ethan_check.loading.manager import load
from ethan_core.registry import default_registry


class Modules:
    """A folder on sys.path, and what is loaded from it."""

    def __init__(self, path):
        self.path = path

    def write(self, name, source):
        """Write one module; the name may have dots."""
        file = self.path.joinpath(*name.split(".")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)

    def load(self, *sources, points=(), **details):
        return load(sources, entry_points=points, **details)


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """An empty folder of modules, and a registry that is as it was afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(default_registry, "_entries", {})
    before = set(sys.modules)
    yield Modules(tmp_path)
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or tmp_path).startswith(str(tmp_path)):
            del sys.modules[name]
