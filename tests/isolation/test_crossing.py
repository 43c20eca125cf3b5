"""What crosses to another process is the same there."""

import json

import numpy as np
import pytest
from pytest_plugin.stand_ins import Halved, Square

from ethan_check import check_layer
from ethan_check.isolation.crossing import as_plain, from_bytes, report_of, to_bytes


@pytest.mark.parametrize("layer", [Square, Halved])
@pytest.mark.parametrize("explain", [False, True])
def test_a_report_says_the_same(layer, explain):
    report = check_layer(layer(), (np.array([[0.5, -1.5]]),), explain=explain)
    crossed = report_of(from_bytes(to_bytes(report.to_json())))
    assert str(crossed) == str(report)
    assert as_plain(crossed.to_json()) == as_plain(report.to_json())
    assert json.dumps(crossed.to_json()) == json.dumps(as_plain(report.to_json()))


def test_numbers_of_numpy_become_pythons():
    data = {"a": np.float64(0.1), "b": np.arange(2), "c": {2, 1}, "d": object, "e": float("inf")}
    expected = {"a": 0.1, "b": [0, 1], "c": [1, 2], "d": "<class 'object'>", "e": float("inf")}
    assert as_plain(data) == expected


def test_half_of_a_pair_crosses_as_a_question_mark():
    assert as_plain(["\ud800"]) == ["?"]


def test_what_is_no_json_is_refused():
    with pytest.raises(ValueError, match="Expecting value"):
        from_bytes(b"none")
