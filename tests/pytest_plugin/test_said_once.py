"""What several items of a layer would say is said by one."""

from ethan_check.pytest_plugin.said_once import SaidOnce
from ethan_core import Contract
from pytest_plugin.stand_ins import Halved, Square
from pytest_plugin.test_layer_state import state


def test_one_item_introduces_the_layer():
    said = SaidOnce()
    assert [said.introduces(check) for check in ("shapes", "gradient", "shapes")] == [True, False, True]


def test_that_nothing_fails_is_known_once_all_checks_have_been_asked():
    layer = state(Square, table={"checks": ["gradient", "shapes"]})
    layer.to_come += ["gradient", "shapes"]
    assert not layer.said.fails_nowhere(layer, "gradient", is_excused=False)
    assert layer.said.fails_nowhere(layer, "shapes", is_excused=False)
    assert not layer.said.fails_nowhere(layer, "shapes", is_excused=True)
    assert not layer.said.fails_nowhere(layer, "shapes", is_excused=False)  # For good.


def test_a_check_that_was_not_selected_may_be_the_one_that_fails():
    layer = state(Square, table={"checks": ["gradient", "shapes"]})
    layer.to_come += ["gradient"]
    assert not layer.said.fails_nowhere(layer, "gradient", is_excused=False)


def test_the_same_words_are_told_by_the_first_that_said_them():
    layer = state(Halved, "layer.v1", contract=Contract(shapes="N d -> N d"))
    report = layer.report(("gradient",))
    assert layer.said.told_by(layer, "gradient", report, report.message) == "gradient"
    assert layer.said.told_by(layer, "shapes", report, report.message) == "gradient"
    assert layer.said.told_by(layer, "shapes", report, "other words") == "shapes"
