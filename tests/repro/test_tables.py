"""A layer as a table says, for files that carry their table with them."""

import pytest
from loading.tables.sample_layers import Dropping

from ethan_check.loading.tables.error import ConfigError
from ethan_check.repro.tables import layer_of_table

SOURCE = f"{Dropping.__module__}:Dropping"
TRAIN = {"argument": "training", "training": True, "evaluation": False}


@pytest.mark.parametrize(("mode", "doubled"), [("training", 2.0), ("evaluation", 1.0)])
def test_a_configuration_is_made_in_its_mode(mode, doubled):
    layer = layer_of_table(SOURCE, {"train": TRAIN, "input": "N 4"}, {"mode": mode}, seed=0)
    assert layer.forward(1.0) == doubled


def test_a_table_that_is_wrong_is_told_in_one_line():
    with pytest.raises(ConfigError, match=r"^this file, "):
        layer_of_table(SOURCE, {"inptu": "N 4"}, {}, seed=0)
