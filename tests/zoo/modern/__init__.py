"""Modern layers, in the styles that people really write, each with the one-line changes that break it.

Written from papers and from what libraries do, by people who had not seen the engine that judges them. The
parameters and gradients of a layer are wherever its author would keep them; the checker is told how cases are
drawn, and no more.
"""

from __future__ import annotations

import importlib
import pkgutil

from .specimen import ModernSpecimen

__all__ = ["ModernSpecimen", "load_modern"]


def load_modern() -> tuple[ModernSpecimen, ...]:
    """All modern specimens, in the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names if name != "specimen"]
    return tuple(specimen for module in modules for specimen in module.SPECIMENS)
