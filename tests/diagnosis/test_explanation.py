"""A text that knows by which diagnosis it was found."""

import json

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.perhaps import certain, possible


def test_it_is_text_for_whoever_reads_it():
    assert json.dumps([Explanation("it is halved", "ETH101")]) == '["it is halved"]'


def test_what_is_not_certain_is_kept_apart():
    said = [Explanation("a", "ETH101"), Explanation("b", "ETH102", is_certain=False, bits=2.0)]
    assert (certain(said), possible(said), said[1].bits) == (["a"], ["b"], 2.0)
