"""The layers that a run checks."""

import abc

from ethan_check.loading.found_layers import FoundLayers, Skipped
from ethan_check.loading.selection import Selection
from ethan_check.loading.tables.table import read_table
from ethan_core.registry import Entry
from loading.tables.describing import LOCATION


class Layer:
    def __init__(self, size): ...
    def forward(self, x): ...


class Other(Layer):
    pass


def entry(name="layer.v0", target=Layer, home="nn.layers", **details):
    return Entry(name, target, registered_in=home, **details)


def test_a_layer_is_selected_once():
    selection = Selection({}, "layers")
    selection.add(entry())
    selection.add(entry())
    assert selection.registry.names() == ("layer.v0",)
    assert not selection.errors


def test_a_derived_name_that_is_taken_gets_its_module():
    selection, table = Selection({}, "layers"), read_table(LOCATION, {})
    selection.add(entry())
    selection.add(entry(home="nn.More", target=Other), table)
    assert selection.registry.names() == ("layer.v0", "nn.more.layer.v0")
    assert selection.tables == {"nn.more.layer.v0": table}


def test_one_that_has_its_module_and_is_taken_too_gets_a_number():
    class Third:
        pass

    selection = Selection({}, "layers")
    for _ in range(2):  # A package offers again what its modules define.
        for target in (Layer, Other, Third):
            selection.add(entry(target=target))
    assert selection.registry.names() == ("layer.v0", "nn.layers.layer-2.v0", "nn.layers.layer.v0")
    assert not selection.errors


def test_any_other_name_that_is_taken_is_an_error_and_has_no_table():
    selection = Selection({"more": "more-layers"}, "layers")
    selection.add(entry("layer.v1"))
    selection.add(entry("layer.v1", Other, "more"), read_table(LOCATION, {}))
    (error,) = selection.errors
    assert (error.name, error.distribution) == ("more", "more-layers")
    assert "layer name 'layer.v1' is registered twice" in error.message
    assert selection.tables == {}


def test_the_owner_is_that_of_the_package_or_of_the_entry():
    selection = Selection({"nn": "nn-layers"}, "layers")
    assert selection.owner(entry()) == "nn-layers"
    assert selection.owner(entry(home="mine", distribution="mine-layers")) == "mine-layers"
    assert selection.owner(entry(home="mine")) is None
    selection.add(entry())
    assert selection.registry.get("layer.v0").distribution == "nn-layers"


def test_what_has_a_table_of_its_own_is_not_added_again():
    selection = Selection({}, "layers")
    selection.described["nn:Layer"] = Layer
    skipped = (Skipped("no", Layer, "nn:Layer"), Skipped("odd", Other, "nn:Other"))
    selection.add_found(FoundLayers((entry(), entry("other.v0", Other)), skipped))
    assert selection.registry.names() == ("other.v0",)
    assert [(error.name, error.message) for error in selection.errors] == [("nn:Other", "odd")]


def test_what_is_skipped_has_a_template_unless_it_is_abstract():
    class Abstract(abc.ABC):
        @abc.abstractmethod
        def forward(self, x): ...

    selection = Selection({}, "layers")
    assert selection.template("nn:Layer", Layer).splitlines() == [
        '[layers."nn:Layer"]', "# init.size = ...", '# input = "N ..."',
    ]  # fmt: skip
    assert selection.template("nn:Abstract", Abstract) == ""
