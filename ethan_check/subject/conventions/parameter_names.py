"""What to call the arrays that were found: by the last name on their path, if it says which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ethan_check.subject.conventions.spelling import NAMELESS, PARAMETER_MAPPINGS, unmangled
from ethan_check.subject.execution.object_paths import Path, attributes, reads

__all__ = ["name_parameters", "without_views"]


def name_parameters(layer: Any, paths: Iterable[Path]) -> dict[str, Path]:
    """Names for the arrays at some paths, unique and as short as they can be.

    >>> class Layer: pass
    >>> list(name_parameters(Layer(), [("params", "W"), ("layers", "0", "b"), ("layers", "1", "b")]))
    ['W', 'layers.0.b', 'layers.1.b']
    """
    paths = list(paths)
    names_by_id = {id(value): name for name, value in attributes(layer).items()}
    short = [_short(layer, path, names_by_id) for path in paths]
    many = Counter(short)
    long = [_long(layer, path, name) for name, path in zip(short, paths, strict=True)]
    names = [of if many[name] > 1 else name for name, of in zip(short, long, strict=True)]
    if len(set(long)) == len(paths) and any("." in name for name in names):
        names = long  # Where some names say whose they are, a bare `W` would be anybody's.
    return dict(zip(names, paths, strict=True))


def without_views(layer: Any, paths: Iterable[Path]) -> list[Path]:
    """The paths without arrays that are views of another one: they move together."""
    paths = list(paths)
    arrays = {id(reads(layer, path)) for path in paths}
    return [path for path in paths if id(getattr(reads(layer, path), "base", None)) not in arrays]


def _short(layer: Any, path: Path, names_by_id: dict[int, str]) -> str:
    value = reads(layer, path)
    if path[-1].isdigit() and id(value) in names_by_id:
        return unmangled(names_by_id[id(value)])
    named = path[:-1] if path[-1] in NAMELESS and len(path) > 1 else path
    of_a_pair = re.fullmatch(r"\(.*'(\w+)'\)", named[-1])  # A mapping may have keys like (1, 'W').
    if of_a_pair:
        return of_a_pair.group(1)
    if named[-1].isdigit() and len(named) > 1:
        return f"{named[-2]}[{named[-1]}]"
    return unmangled(named[-1])


def _long(layer: Any, path: Path, name: str) -> str:
    """The name with the way to it."""
    named = _way(layer, path)
    return ".".join(
        [*named, name] if not named or named[-1] != name.partition("[")[0] else [*named[:-1], name]
    )


def _way(layer: Any, path: Path) -> list[str]:
    """The objects on the way to an array, apart from mappings that hold nothing but parameters, and from the
    layer itself in what stands in for it.
    """
    own = path[1:] if path[0] == getattr(type(layer), "ethan_stands_in", None) else path
    way = [unmangled(key).lstrip("_") for key in own[:-1] if key not in PARAMETER_MAPPINGS]
    return [key for key in way if key not in NAMELESS]
