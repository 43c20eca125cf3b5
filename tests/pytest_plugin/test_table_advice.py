"""What is said of a layer's table in the configuration file."""

import pytest

from ethan_check.pytest_plugin.table_advice import as_its_table_spells, lacks_a_table, template_for
from pytest_plugin.stand_ins import Shy, Square
from pytest_plugin.test_layer_state import state


class Cubed:
    def forward(self, x):
        return x**3

    def backward(self, x):
        return 3 * x**2


@pytest.mark.parametrize(
    ("name", "table", "lines"),
    [
        ("layer.v0", None, [f'[tool.ethan.layers."{Shy.__module__}:Shy"]', '# input = "N ..."']),
        ("layer.v1", None, []),
        ("layer.v0", {}, []),
    ],
)
def test_only_a_layer_that_is_not_registered_and_has_no_table_needs_one(name, table, lines):
    layer = state(Shy, name, table)
    assert template_for(layer).splitlines() == lines
    assert lacks_a_table(layer) is bool(lines)


def test_a_question_about_the_convention_is_answered_by_the_table():
    assert template_for(state(Cubed)).splitlines()[1:] == ['# convention = "plain" or "elementwise"']


def test_advice_is_spelt_as_in_a_table_where_the_layer_is_from_one():
    advice = 'declare frozen=["b"]'
    assert as_its_table_spells(state(Square, "layer.v1"), advice) == advice
    assert as_its_table_spells(state(Square, "layer.v0"), advice) == 'declare frozen = ["b"]'
