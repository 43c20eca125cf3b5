"""What a run found out about one layer."""

from ethan_check.pytest_plugin import layer_summary
from ethan_check.reports.layer_result import VERDICTS, BaselineLine, Place
from reports.runs import failing


def test_an_annotation_belongs_to_backward_or_else_to_the_layer():
    assert failing().place == Place("layers.py", 24)
    assert failing(backward=None).place == Place("layers.py", 20)
    assert failing(backward=None, source=None).place is None


def test_a_baseline_says_each_state_once_and_nothing_of_what_is_the_same():
    lines = tuple(BaselineLine(state=state, where="") for state in ("same", "changed", "cheaper", "changed"))
    assert failing(baseline=lines).changes == ("changed", "cheaper")
    assert failing().changes == ()


def test_every_verdict_of_the_plugin_has_a_rank():
    assert {*layer_summary._SEVERITY, *layer_summary._NOT_RUN} == set(VERDICTS)
