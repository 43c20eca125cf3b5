"""The lines in docs/wild/neuralnetlib.md do what the page says, without Ethan."""

import re

import pytest
from reproduce import Page, evaluate, hold

PAGE = Page("neuralnetlib.md")
LINES = list(PAGE.lines())


@pytest.mark.parametrize(("line", "result"), LINES)
def test_the_page_tells_the_truth(line, result):
    hold(line, result, PAGE.names())


def test_a_right_layer_is_right():
    """The differences of the page can tell right from wrong."""
    bound, line = re.search(r"is below ([\d.e-]+):\s`(.*?)`", PAGE.text).groups()
    assert evaluate(line, PAGE.names()) < float(bound)
    assert len(LINES) >= 9
