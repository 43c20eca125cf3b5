"""The data that reports are made of."""

from ethan_check.reports.results import VERDICTS, Place
from reports.runs import failing, passing, results, unjudged


def test_the_worst_come_first_and_then_the_alphabet_decides():
    found = results(passing("b.v1"), passing("a.v1"), failing("z.v1"), unjudged("m.v1"))
    assert [layer.name for layer in found.worst_first] == ["z.v1", "m.v1", "a.v1", "b.v1"]
    assert [layer.name for layer in found.layers] == ["a.v1", "b.v1", "m.v1", "z.v1"]


def test_an_annotation_belongs_to_backward_or_else_to_the_layer():
    assert failing().place == Place("layers.py", 24)
    assert failing(backward=None).place == Place("layers.py", 20)
    assert failing(backward=None, source=None).place is None


def test_every_verdict_of_the_plugin_has_a_rank():
    from ethan_check.pytest_plugin import layer_summary

    assert {*layer_summary._SEVERITY, *layer_summary._NOT_RUN} == set(VERDICTS)
