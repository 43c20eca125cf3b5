"""Registers every reference layer: the target of this distribution's own `ethan.layers` entry point."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from ethan_core import fn, net

for _package in (fn, net):
    for _module in pkgutil.iter_modules(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)
