"""What only frameworks get wrong, what passes without being right, and honest kernels that look alike.

`bugs` holds mistakes that need a framework to be made, `cheats` holds code that was selected for passing a
test, `honest` holds kernels that do for good reasons what cheats do for bad ones. All were written before the
checks that catch them. Each is made anew, as many of them remember something.
"""

from __future__ import annotations

import importlib
import pkgutil

from . import bugs, cheats, honest
from .specimen import Planted, found_in

__all__ = ["BUGS", "CHEATS", "HONEST", "Planted"]


def _all(package) -> tuple[Planted, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(one for module in modules for one in found_in(module))


BUGS, CHEATS, HONEST = _all(bugs), _all(cheats), found_in(honest)
