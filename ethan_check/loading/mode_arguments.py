"""Classes whose forward must be told whether the layer is trained: judged in both modes, without a table."""

from __future__ import annotations

import inspect
from dataclasses import replace

from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.factory import LayerFactory
from ethan_check.loading.tables.modes import Modes
from ethan_check.subject.conventions.spelling import FORWARD_METHODS, TRAIN_FLAGS
from ethan_core.registry import Entry

__all__ = ["in_both_modes"]


def in_both_modes(entry: Entry, cls: type) -> Entry:
    """The entry with a configuration for each mode, where forward needs an argument such as `training`.

    >>> class Dropout:
    ...     def forward(self, x, training): return x
    >>> in_both_modes(Entry("dropout.v0", Dropout), Dropout).cases
    ({'mode': 'training'}, {'mode': 'evaluation'})
    """
    found = _needed_flag(cls)
    if found is None:
        return entry
    method, flag = found
    modes = Modes("argument", flag, {"training": True, "evaluation": False}, method)
    location = Location(cls.__module__, "layers", f"{cls.__module__}:{cls.__name__}")
    factory = LayerFactory(cls, location, modes)
    return replace(entry, target=factory, cases=factory.cases(({},)))


def _needed_flag(cls: type) -> tuple[str, str] | None:
    """The forward method, and the argument without a default that says whether the layer is trained."""
    own = {name for base in cls.__mro__ for name, value in vars(base).items() if inspect.isfunction(value)}
    method = next((name for name in FORWARD_METHODS if name in own), "")
    try:
        parameters = list(inspect.signature(getattr(cls, method)).parameters.values())[2:] if method else []
    except (TypeError, ValueError):
        return None
    needed = [one.name for one in parameters if one.default is one.empty]
    return (method, needed[-1]) if needed and needed[-1] in _FLAGS else None


_FLAGS = (*TRAIN_FLAGS, "train_flg", "is_train_mode", "train_mode", "training_mode")
