"""What a module holds, compared by what must not change in it."""

import sys
from types import ModuleType

import pytest

from ethan_check.subject.execution.module_contents import Attributes, Modules, restore_modules, restorer


@pytest.mark.parametrize(
    ("later", "changed"),
    [
        ({"a": 1, "b": 2}, set()),
        ({"b": 2, "a": 1}, set()),
        ({"a": 1, "b": 3}, {"b"}),
        ({"a": 1}, {"b"}),
        ({"a": 1, "b": 2, "c": 3}, {"c"}),
        ({"a": 1, "b": 2, "sub": ModuleType("sub")}, set()),
        ({"a": 1, "b": 2, "__warningregistry__": {}}, set()),
    ],
    ids=["same", "turned", "replaced", "removed", "added", "imported", "warned"],
)
def test_what_is_changed_is_told_by_name(later, changed):
    before = Attributes(a=1, b=2)
    assert before.changed(later) == changed
    assert (before == later) is not bool(changed)
    assert (before != later) is bool(changed)


def test_a_module_gets_its_contents_back():
    module = ModuleType("module")
    module.kept, module.sub = 1, ModuleType("sub")
    before = Attributes(vars(module))
    module.kept, module.new, module.late = 2, 3, ModuleType("late")
    restorer(module)(before)
    assert (module.kept, hasattr(module, "new"), hasattr(module, "late")) == (1, False, True)


def test_modules_may_be_imported_and_not_removed():
    before = Modules(sys.modules)
    assert before == {**sys.modules, "hostile_new": None}
    fewer = dict(sys.modules)
    del fewer["json"]
    assert before != fewer
    assert before != {**sys.modules, "json": None}
    module = sys.modules.pop("json")
    restore_modules(before)
    assert sys.modules["json"] is module
    sys.modules["json"] = None
    restore_modules(before)
    assert sys.modules["json"] is module
