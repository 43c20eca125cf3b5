"""What items of one layer have in common."""

from ethan_check.pytest_plugin.layer_task import LayerTask
from pytest_plugin.stand_ins import Square
from pytest_plugin.test_layer_state import state


def test_an_item_stands_where_its_layer_is_defined():
    layer = state(Square)
    task = LayerTask(layer)
    assert task.entry is layer.entry
    assert (task.file, task.line) == (layer.entry.source_file, layer.entry.source_line)
    assert task.file.endswith("stand_ins.py")
