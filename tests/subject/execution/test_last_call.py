"""Which call a process is in, as another one reads it."""

import pytest

from ethan_check.subject.execution.last_call import calling, enter, note_calls_in, read_call
from ethan_check.subject.execution.layer_call import LayerCall


@pytest.fixture
def note(tmp_path):
    note_calls_in(tmp_path / "call")
    yield tmp_path / "call"
    note_calls_in(None)


def test_the_call_is_there_while_it_lasts(note):
    assert read_call(note) == ""
    with calling("its constructor"):
        assert read_call(note) == "its constructor"
    assert read_call(note) == ""


def test_each_call_of_a_layer_is_noted(note):
    with LayerCall("backward"):
        assert read_call(note) == "backward"
    assert read_call(note) == ""


def test_long_names_are_cut(note):
    enter("x" * 1000)
    assert read_call(note) == "x" * 80


def test_nothing_is_noted_where_nobody_asked(tmp_path):
    with calling("forward"):
        assert read_call(tmp_path / "call") == ""
