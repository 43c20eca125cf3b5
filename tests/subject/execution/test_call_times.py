"""Whoever measures calls is told of each, also of one that raises."""

import pytest

from ethan_check.subject.execution.call_times import call_began, call_ended, told_of_calls
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.layer_call import LayerCall


class Heard:
    def __init__(self):
        self.events = []

    def call_began(self):
        self.events.append("began")

    def call_ended(self):
        self.events.append("ended")


def test_each_call_is_told_to_all_who_listen():
    first, second = Heard(), Heard()
    with told_of_calls(first), told_of_calls(second), LayerCall("forward"):
        assert first.events == second.events == ["began"]
    assert first.events == second.events == ["began", "ended"]


def test_a_call_that_raises_is_over_as_well():
    heard = Heard()
    with told_of_calls(heard), pytest.raises(LayerFault), LayerCall("forward"):
        raise ValueError("no")
    assert heard.events == ["began", "ended"]


def test_afterwards_nobody_listens():
    heard = Heard()
    with told_of_calls(heard):
        pass
    call_began()
    call_ended()
    assert heard.events == []
