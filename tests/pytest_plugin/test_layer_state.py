"""What the checks of one layer share."""

from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.table import read_table
from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_core import Contract
from pytest_plugin.stand_ins import Shy, Square, loaded, settings

WHERE = 'pyproject.toml, [tool.ethan.layers."nn:Layer"]'


class Needy(Shy):
    def __init__(self):
        raise OSError("no weights")


def state(target, name="layer.v0", table=None, **details):
    tables = {}
    if table is not None:
        tables[name] = read_table(Location("pyproject.toml", "tool.ethan.layers", "nn:Layer"), table)
    found = loaded((name, target, details), tables=tables)
    (entry,) = found.registry
    return LayerState(entry, found, settings())


def test_a_layer_that_can_be_judged_has_no_obstacle():
    assert state(Square).obstacle == ""


def test_what_a_caller_would_give_is_said_in_the_file():
    obstacle = "nothing says what inputs Shy takes, and none that was tried fits"
    said, *tried = state(Shy).obstacle.splitlines()
    assert said == f"layer.v0: {obstacle}; say it in pyproject.toml"
    assert tried[0].startswith("  for (3, 4): forward raised ValueError: no (3, 4)")
    assert state(Shy, "layer.v1").obstacle.startswith(f"layer.v1: {obstacle}; give ")
    found, *tried_again = state(Shy, table={"checks": ["gradient"]}).obstacle.splitlines()
    assert found == f"layer.v0: {WHERE}: {obstacle}; say it with the key input"
    assert tried_again == tried


def test_an_obstacle_names_the_table_and_the_shapes_that_do_not_fit():
    found = state(Needy, table={}).obstacle
    assert found.startswith(
        f"layer.v0: {WHERE}: the constructor with no arguments raised OSError: no weights"
    )
    contract = Contract(shapes="N 3 -> N 3")
    found = state(Shy, table={"shapes": "N 3 -> N 3"}, contract=contract).obstacle
    assert found.startswith(f"layer.v0: {WHERE}: shapes is 'N 3 -> N 3', but for (")
    assert "forward raised ValueError: no (" in found
