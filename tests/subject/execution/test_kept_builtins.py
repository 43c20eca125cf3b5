"""Builtins that a call has replaced or removed stand under their names again."""

import builtins

import pytest

from ethan_check.subject.execution.kept_builtins import put_back_builtins, used_builtins
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.last_call import calling
from ethan_check.subject.execution.layer_call import LayerCall


def refuse(*arguments):
    raise RuntimeError("no more")


def replace_all():
    for name in ("len", "isinstance", "next", "zip", "tuple"):
        vars(builtins)[name] = refuse


def remove_some():
    for name in ("len", "isinstance"):
        del vars(builtins)[name]


@pytest.mark.parametrize("change", [replace_all, remove_some])
def test_they_are_put_back(change):
    before, usual = used_builtins(), dict(vars(builtins))
    change()
    was_changed = put_back_builtins(before)
    assert was_changed
    assert dict(vars(builtins)) == usual
    assert not put_back_builtins(before)


@pytest.mark.parametrize("change", [replace_all, remove_some])
@pytest.mark.parametrize("call", [lambda: calling("forward"), lambda: LayerCall("forward")])
def test_after_a_call_they_are_whole_and_it_is_noted(call, change):
    with KeptProcess() as kept:
        with call():
            change()
        assert isinstance(len("abc"), int)
    assert list(kept.changes) == ["builtins"]


def test_what_could_not_be_read_is_not_put_back():
    assert put_back_builtins(()) is False
