"""An attribute of a module as a part of the process."""

from types import SimpleNamespace

from ethan_check.subject.execution.process_part import attribute


def test_an_attribute_is_read_and_put_back():
    module = SimpleNamespace(hook=print)
    part = attribute(module, "hook", "module.hook")
    before = part.read()
    module.hook = len
    part.put_back(before)
    assert module.hook is print
    del module.hook
    assert part.read() is None
