"""Which classes and functions of a module look like layers, and which of them can be judged as they are."""

import linecache
from types import ModuleType

import pytest
from subject.foreign_things import foreign

from ethan_check.loading.found_layers import NothingFound, Unusable
from ethan_check.loading.module_scan import derived_entry, layer_classes, offer_classes

SOURCE = """
from abc import ABC, abstractmethod

class Square:
    def forward(self, x): self.x = x; return x * x
    def backward(self, g): return 2 * self.x * g

class Dense:
    def __init__(self, features): self.features = features
    def forward(self, x): return x
    def backward(self, g): return g

class Base(ABC):
    @abstractmethod
    def forward(self, x): ...
    @abstractmethod
    def backward(self, g): ...

class Settings:
    def __init__(self, rate=0.1): self.rate = rate

def sine_forward(x): return x
def sine_backward(g, x): return g
def closure(x):
    def backprop(g): return 2 * x * g
    return x * x, backprop
def helper(x): return x
"""


def module_of(source, name="scanned"):
    """A module whose source can be read, as that of a file can."""
    module = ModuleType(name)
    filename = f"<{name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), vars(module))
    return module


def test_classes_pairs_and_closures_are_offered_and_the_rest_is_left_alone():
    found = offer_classes(module_of(SOURCE))
    assert sorted(entry.name for entry in found.entries) == ["closure.v0", "sine.v0", "square.v0"]


def test_what_cannot_be_made_is_skipped_with_its_reason():
    reasons = [skipped.reason for skipped in offer_classes(module_of(SOURCE)).skipped]
    assert reasons == [
        "scanned.Base is abstract: backward, forward",
        "scanned.Dense cannot be constructed without features",
    ]


def test_a_class_that_was_imported_is_another_module_s():
    module = module_of(SOURCE)
    module.Square.__module__ = "elsewhere"
    assert "Square" not in [name for name, _ in layer_classes(module)]


def test_an_entry_says_where_its_class_comes_from():
    entry = derived_entry(module_of(SOURCE).Square)
    assert (entry.name, entry.registered_in) == ("square.v0", "scanned")


@pytest.mark.parametrize("name", ["Settings", "Base", "Dense"])
def test_a_class_that_is_named_and_cannot_be_judged_is_an_error(name):
    with pytest.raises(Unusable, match=f"scanned.{name}"):
        derived_entry(getattr(module_of(SOURCE), name))


def test_a_module_without_layers_says_so():
    with pytest.raises(NothingFound, match="module 'empty' registers no layer and defines none"):
        offer_classes(module_of("x = 1", "empty"))


def test_classes_of_a_framework_are_offered_though_they_have_no_backward():
    source = """
Module = type("Module", (), {"__module__": "torch.nn.modules.module"})

class Scale(Module):
    def forward(self, x): return 2 * x

class Sized(Module):
    def __init__(self, size): self.size = size
    def forward(self, x): return x
"""
    found = offer_classes(module_of(source, "networks"))
    assert [entry.name for entry in found.entries] == ["scale.v0"]
    assert [skipped.reason for skipped in found.skipped] == [
        "networks.Sized cannot be constructed without size"
    ]


def rule_with_functions():
    """A function with a rule as jax has it: it holds the two functions of the rule."""
    rule = foreign("jax._src.custom_derivatives", "custom_vjp")()
    rule.__module__ = "scanned"
    return rule


def test_objects_of_a_framework_are_offered_and_the_functions_that_they_hold_are_not():
    module = module_of(SOURCE)
    module.Rule = rule_with_functions()
    module.Rule.fwd, module.Rule.bwd = module.sine_forward, module.sine_backward
    module.imported = rule_with_functions()
    module.imported.__module__ = "elsewhere"
    names = sorted(entry.name for entry in offer_classes(module).entries)
    assert names == ["closure.v0", "rule.v0", "square.v0"]
