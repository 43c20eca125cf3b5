"""Layers of kinds that no zoo has, and mistakes that were written before anybody looked at their names.

They are for measuring alone: once somebody has looked at what `benchmarks/naming.py --zoo=unseen` prints,
it is no first sight any more. Their author knew the list of the diagnoses, and not how these decide.
"""

from __future__ import annotations

import importlib
import pkgutil

from unseen.unseen_layer import Unseen

__all__ = ["Unseen", "load_unseen"]


def load_unseen() -> tuple[Unseen, ...]:
    """All layers, in the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "unseen_layer")
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(layer for module in modules for layer in module.LAYERS)
