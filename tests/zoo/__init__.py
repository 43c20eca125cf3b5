"""Planted bugs: correct layers, each with the one-line changes that break it.

Two conventions stand here, about half and half. A `cached` layer takes its parameters as inputs:
`out, cache = forward(*inputs)`, then `backward(dout, cache)` returns one gradient for each input, None for
an integer or constant one. A `plain` layer holds its parameters in the mapping `params`: `forward(*inputs)`
returns the output, and `backward(dout)` returns the gradient of the input (a tuple for several inputs) and
leaves those of the parameters in `grads`.

>>> [bug.kind for bug in load_zoo()[0].bugs][:2]
['scale', 'missing-term']
"""

from __future__ import annotations

import importlib
import pkgutil

from . import layers
from .specimen import KINDS, Bug, Specimen, SpecimenError

__all__ = ["KINDS", "Bug", "Specimen", "SpecimenError", "load_zoo"]


def load_zoo() -> tuple[Specimen, ...]:
    """All specimens, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(layers.__path__))
    modules = [importlib.import_module(f"{layers.__name__}.{name}") for name in names]
    return tuple(module.SPECIMEN for module in modules)
