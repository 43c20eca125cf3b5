"""Runs are kept while their layers are asked, and let go afterwards."""

import pytest

from ethan_check.pytest_plugin.recent_runs import RecentRuns


def made_for(order):
    runs, made = RecentRuns(), []

    def make(name):
        made.append(name)
        return name

    for name in order:
        assert runs.of(name, lambda name=name: make(name)) == name
    return "".join(made)


@pytest.mark.parametrize(
    ("order", "made"),
    [("aaabbb", "ab"), ("abababcc", "abc"), ("abcdeabcde", "abcdeabcde"), ("abcda", "abcd")],
)
def test_layer_by_layer_each_is_made_once(order, made):
    assert made_for(order) == made
