"""One difference."""

from ethan_check.baseline.difference import Difference


def test_a_ratio_is_of_numbers():
    assert Difference("value", "changed", "dL_dX", 2.0, 1.0).ratio == 0.5
    assert Difference("value", "changed", "dL_dX", 0.0, 1.0).ratio is None
    assert Difference("declared", "contract changed", "shapes", "N", "N d").ratio is None
