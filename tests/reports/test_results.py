"""The data that reports are made of."""

from reports.runs import failing, passing, results, unjudged


def test_the_worst_come_first_and_then_the_alphabet_decides():
    found = results(passing("b.v1"), passing("a.v1"), failing("z.v1"), unjudged("m.v1"))
    assert [layer.name for layer in found.worst_first] == ["z.v1", "m.v1", "a.v1", "b.v1"]
    assert [layer.name for layer in found.layers] == ["a.v1", "b.v1", "m.v1", "z.v1"]
