"""What to call the arrays that were found: by the last name on their path, if it says which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ethan_check.adapters.base import Path
from ethan_check.adapters.reading import attributes, reads
from ethan_check.adapters.spelling import unmangled

__all__ = ["name_parameters", "without_views"]

_NOT_TELLING = {"data", "value", "array", "val", "values", "_data", "_value", "_array", "tensor", "param"}


def name_parameters(layer: Any, paths: Iterable[Path]) -> dict[str, Path]:
    """Names for the arrays at some paths, unique and as short as they can be.

    >>> class Layer: pass
    >>> list(name_parameters(Layer(), [("params", "W"), ("layers", "0", "b"), ("layers", "1", "b")]))
    ['W', 'layers.0.b', 'layers.1.b']
    """
    paths = list(paths)
    held = {id(value): name for name, value in attributes(layer).items()}
    short = [_short(layer, path, held) for path in paths]
    many = Counter(short)
    names = [name if many[name] == 1 else _long(path) for name, path in zip(short, paths, strict=True)]
    return dict(zip(names, paths, strict=True))


def without_views(layer: Any, paths: Iterable[Path]) -> list[Path]:
    """The paths without arrays that are views of another one: they move together.

    >>> import numpy as np
    >>> class Layer: pass
    >>> layer = Layer(); layer.flat = np.zeros(6); layer.W = layer.flat[:4]
    >>> without_views(layer, [("W",), ("flat",)])
    [('flat',)]
    """
    paths = list(paths)
    held = {id(reads(layer, path)) for path in paths}
    return [path for path in paths if id(getattr(reads(layer, path), "base", None)) not in held]


def _short(layer: Any, path: Path, held: dict[int, str]) -> str:
    value = reads(layer, path)
    if path[-1].isdigit() and id(value) in held:
        return unmangled(held[id(value)])
    telling = path[:-1] if path[-1] in _NOT_TELLING and len(path) > 1 else path
    if telling[-1].isdigit() and len(telling) > 1:
        return f"{telling[-2]}[{telling[-1]}]"
    return unmangled(telling[-1])


def _long(path: Path) -> str:
    return ".".join(unmangled(key) for key in path)
