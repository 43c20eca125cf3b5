"""What a layer's process answers is what the run finds out itself."""

import pytest

from ethan_check.isolation.crossing import as_plain, report_of
from ethan_check.pytest_plugin.layer_answers import NotMeasured, answers_of, measured_here
from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_core import Contract
from pytest_plugin.stand_ins import Halved, Shy, loaded, settings


def state(target, **details):
    found = loaded(("layer.v1", target, details))
    (entry,) = found.registry
    return LayerState(entry, found, settings())


def test_the_report_is_the_same():
    contract = Contract(shapes="N d -> N d")
    answers = answers_of(state(Halved, contract=contract))
    data = as_plain(answers("report", {"checks": ["gradient"], "explain": False}))
    assert str(report_of(data)) == str(state(Halved, contract=contract).report(("gradient",)))


def test_the_obstacle_is_the_same():
    found = answers_of(state(Shy))("obstacle", {})
    assert found == {"text": state(Shy).obstacle, "changes": []}


def test_what_is_measured_is_the_same():
    contract = Contract(shapes="N d -> N d")
    data = as_plain(answers_of(state(Halved, contract=contract))("measured", {"seed": 0}))["entry"]
    own = as_plain(measured_here(state(Halved, contract=contract), 0).to_json())
    assert data["cases"] == own["cases"]
    answer = answers_of(state(Shy))("measured", {"seed": 0})
    with pytest.raises(NotMeasured) as caught:
        measured_here(state(Shy), 0)
    assert answer == {"fault": str(caught.value)}
