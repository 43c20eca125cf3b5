"""How a layer is made, as Python source: by its class, of a pair of functions, or as a table says."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ethan_check.cases.construct import SUPPLIED
from ethan_check.loading.found_layers import origin_of
from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair
from ethan_check.repro.literals import NotWritten, literal
from ethan_core.registry import Entry

__all__ = ["Construction", "construction"]


@dataclass(frozen=True)
class Construction:
    """Source that makes a layer.

    Args:
        imports: the lines that import what it is made of.
        make: an expression.
        folder: what has to be on `sys.path` for the imports; None where they are found anyway.
    """

    imports: tuple[str, ...]
    make: str
    folder: Path | None = None


def construction(
    entry: Entry, configuration: Any, table: Mapping[str, Any] | None, seed: int
) -> Construction:
    """The source that makes a layer of an entry.

    Args:
        configuration: the case of the entry: constructor arguments, or something else.
        table: what a configuration file says of it, as it stands there; None without one.
        seed: of the generators that constructors are handed.

    Raises:
        NotWritten: no source makes it.

    >>> from ethan_core.fn import Relu
    >>> construction(Entry("relu.v1", Relu), {}, None, 0)
    Construction(imports=('from ethan_core.fn.relu import Relu',), make='Relu()', folder=None)
    """
    target, origin = entry.target, origin_of(entry)
    arguments = configuration if isinstance(configuration, Mapping) else {}
    if isinstance(target, ConstantFactory) and table is None:
        return _pair(target())
    if table is not None:
        return _by_table(origin, arguments, table, seed)
    _require_name(target)
    imports, folder = _imported(target)
    given = [f"{name}={literal(value)}" for name, value in arguments.items()]
    given += [f"{name}=np.random.default_rng({seed})" for name in _supplied(target, arguments)]
    return Construction((imports,), f"{target.__name__}({', '.join(given)})", folder)


def _pair(layer: Any) -> Construction:
    """Two functions as one object: a small class that has them as its methods."""
    if not isinstance(layer, FunctionPair) or layer.origin is not layer.forward:
        _require_name(layer)
        imports, folder = _imported(layer)
        return Construction((imports,), layer.__name__, folder)
    for function in (layer.forward, layer.backward):
        _require_name(function)
    names = [function.__name__ for function in (layer.forward, layer.backward)]
    imports, folder = _imported(layer.forward)
    lines = (
        "from ethan_check.loading.function_pairs import FunctionPair",
        imports,
        _imported(layer.backward)[0],
    )
    return Construction(tuple(dict.fromkeys(lines)), f"FunctionPair({', '.join(names)})", folder)


def _by_table(origin: Any, arguments: Mapping[str, Any], table: Mapping[str, Any], seed: int) -> Construction:
    """As the table says: of what it holds, all that does not choose among configurations is written out."""
    _require_name(origin)
    _, folder = _imported(origin)
    source = f"{origin.__module__}:{origin.__name__}"
    line = "from ethan_check.repro.tables import layer_of_table"
    said = ", ".join(map(literal, (source, dict(table), dict(arguments))))
    return Construction((line,), f"layer_of_table({said}, seed={seed})", folder)


def _require_name(thing: Any) -> None:
    """Refuse what cannot be imported by its name.

    Raises:
        NotWritten: it is a lambda, stands inside a function, or was made by a call.
    """
    name, module = getattr(thing, "__name__", ""), getattr(thing, "__module__", "")
    if not name.isidentifier() or getattr(sys.modules.get(module), name, None) is not thing:
        raise NotWritten(f"{name or type(thing).__name__} cannot be imported by its name")


def _imported(thing: Any) -> tuple[str, Path | None]:
    """The line that imports it, and the folder that its package lies in, unless that is installed."""
    module = thing.__module__
    file = getattr(sys.modules[module], "__file__", None)
    if module == "__main__" or file is None:
        raise NotWritten(f"{thing.__name__} stands in no file that can be imported")
    depth = module.count(".") + (Path(file).name == "__init__.py")
    folder = Path(file).resolve().parents[depth]
    is_installed = any(part in ("site-packages", "dist-packages") for part in folder.parts)
    is_ours = module.partition(".")[0] in ("ethan_core", "ethan_check")
    return f"from {module} import {thing.__name__}", None if is_installed or is_ours else folder


def _supplied(target: Any, arguments: Mapping[str, Any]) -> list[str]:
    """The generators that a constructor takes and is not given: Ethan makes them."""
    try:
        accepted = inspect.signature(target).parameters
    except (TypeError, ValueError):
        return []
    return [name for name in SUPPLIED if name in accepted and name not in arguments]
