"""One source after the other."""

import pytest

from ethan_check.loading.plugin_loader import PluginLoader
from ethan_check.loading.source_loader import SourceLoader, is_covered
from ethan_check.loading.tables import Configuration
from ethan_core.registry import default_registry
from loading.samples import PLAIN


@pytest.fixture
def loader(modules):
    modules.write("plain", PLAIN)
    return SourceLoader(default_registry, (), PluginLoader((), (), ()), Configuration())


def test_what_fails_lets_the_next_one_load(loader):
    loader.load_source("no_such_module_anywhere")
    loader.load_source("plain:Negate")
    assert loader.selection.registry.names() == ("negate.v0",)
    assert [error.name for error in loader.selection.errors] == ["no_such_module_anywhere"]


def test_what_is_left_out_before_is_not_taken(loader):
    loader.leave_out(["plain:Negate", "plain:Scale"])
    loader.load_source("plain")
    assert loader.selection.registry.names() == ("square.v0",)
    assert not loader.selection.errors


def test_a_module_covers_what_is_inside_it():
    assert is_covered("nn.layers:Conv", ["nn"])
    assert is_covered("nn.layers:Conv", ["nn.layers:Conv"])
    assert not is_covered("nn.layers:Conv", ["nn.lay"])
