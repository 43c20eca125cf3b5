"""Where a layer comes from."""

from dataclasses import replace

from ethan_check.loading.found_layers import (
    FoundLayers,
    Unusable,
    home_of,
    is_within,
    origin_of,
    top_package,
)
from ethan_check.loading.tables.factory import LayerFactory
from ethan_core.registry import Registry
from loading.tables.describing import LOCATION
from loading.tables.sample_layers import Logarithm


def entry_of(target):
    registry = Registry()
    registry.register("layer.v1", target)
    return registry.get("layer.v1")


def test_the_home_is_the_module_that_registers_or_else_the_one_that_defines():
    entry = entry_of(Logarithm)
    assert home_of(entry) == __name__
    assert home_of(replace(entry, registered_in="")) == Logarithm.__module__


def test_the_origin_is_what_stands_behind_a_factory():
    assert origin_of(entry_of(Logarithm)) is Logarithm
    assert origin_of(entry_of(LayerFactory(Logarithm, LOCATION, None))) is Logarithm


def test_packages_and_modules():
    assert is_within("nn.layers.conv", "nn.layers")
    assert not is_within("nn.layers2", "nn.layers")
    assert top_package("nn") == top_package("nn.layers") == "nn"


def test_what_is_unusable_keeps_its_target():
    assert Unusable("no", Logarithm).target is Logarithm
    assert FoundLayers(()).skipped == ()
