"""What a layer's own code raised, as one line: what, and where its author has to look."""

import json
import re

import numpy as np
import pytest

from ethan_check.subject.execution import faults
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.outputs import flatten


def raised(action):
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_a_fault_knows_its_stage():
    assert LayerFault("no").stage == ""
    assert LayerFault("no", "backward").stage == "backward"
    assert fault_of("backward", ValueError("no")).stage == "backward"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("no"), "forward raised ValueError: no"),
        (ValueError(""), "forward raised ValueError"),
        (ValueError(" \n "), "forward raised ValueError"),
        (ValueError("first\nsecond"), "forward raised ValueError: first"),
        (KeyError("W"), "forward raised KeyError: 'W'"),
        (SystemExit(2), "forward raised SystemExit: 2"),
    ],
    ids=["text", "none", "blank", "lines", "key", "exit"],
)
def test_the_first_line_is_told(error, text):
    assert str(fault_of("forward", error)) == text


def test_the_line_of_the_layer_is_told():
    def layer():
        raise ValueError("no")

    line = layer.__code__.co_firstlineno + 1
    assert str(fault_of("forward", raised(layer))) == f"forward raised ValueError: no ({__file__}:{line})"


@pytest.mark.parametrize(
    "layer",
    [
        lambda: json.loads("["),
        lambda: np.ones(2) @ np.ones(3),
        lambda: np.concatenate([]),
        lambda: flatten([]),
    ],
    ids=["of Python", "of numpy", "in numpy", "of the harness"],
)
def test_code_of_libraries_and_of_the_harness_is_not_the_place(layer):
    line = layer.__code__.co_firstlineno
    assert str(fault_of("forward", raised(layer))).endswith(f" ({__file__}:{line})")


def test_where_there_is_no_code_of_the_layer_the_last_line_of_a_library_is_told():
    error = raised(lambda: json.loads("["))
    error.__traceback__ = error.__traceback__.tb_next.tb_next  # As if it had been called from C.
    text = str(fault_of("forward", error))
    assert re.search(r" \(.*json.decoder\.py:\d+\)$", text), text


def test_where_there_is_only_code_of_the_harness_no_place_is_told():
    error = raised(lambda: flatten([]))
    trace = error.__traceback__.tb_next.tb_next
    assert faults.__name__.partition(".")[0] in trace.tb_frame.f_code.co_filename
    assert str(fault_of("forward", error.with_traceback(trace))).endswith(
        "need at least one array to concatenate"
    )


def test_an_error_that_cannot_tell_its_text_is_told_by_its_name():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no text")

    assert str(fault_of("forward", Mute())) == "forward raised Mute"
