"""The code of every diagnosis, as its file declares it: what messages print, and pages are found by."""

from __future__ import annotations

import pkgutil
from importlib import import_module

__all__ = ["codes"]


def codes() -> dict[str, tuple[str, str]]:
    """By code, in order: the name of the diagnosis, and the first line of what its file says.

    >>> codes()["ETH101"][0]
    'constant-factor'
    """
    package = import_module(__name__.rpartition(".")[0])
    names = (f"{package.__name__}.{one.name}" for one in pkgutil.iter_modules(package.__path__))
    modules = [import_module(name) for name in names]
    found = {
        module.CODE: (
            module.__name__.rpartition(".")[2].replace("_", "-"),
            (module.__doc__ or "").partition("\n")[0],
        )
        for module in modules
        if hasattr(module, "CODE")
    }
    return dict(sorted(found.items()))
