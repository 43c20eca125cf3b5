"""One table of a configuration file, read and validated as far as that goes without the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ethan_check.loading.tables.calls import CALL_KEYS, Calls
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.modes import Modes
from ethan_check.loading.tables.table_keys import CONTRACT_KEYS, KEYS

__all__ = ["LayerTable", "read_table"]

_OPTIONS = (
    "convention",
    "reduction",
    "dtype",
    "frozen",
    "differs",
    "certificate",
    "accuracy",
    "complex",
    "budget",
)
_CONFLICTS = (
    ("init", "inits"),
    ("input", "shapes"),
    ("input", "example"),
    ("shapes", "example"),
    ("vjp", "tensor"),
    ("vjp", "backward"),
    ("tensor", "backward"),
    ("vjp", "init"),
    ("tensor", "init"),
)
"""Pairs of keys that say the same, or contradict each other."""


@dataclass(frozen=True)
class LayerTable:
    """What one table says.

    Args:
        location: where it stands.
        inits: constructor arguments of each configuration, as they stand in the file.
        input: the shapes of the inputs, separated by commas; empty where it does not say.
        contract: what it says of the contract, as arguments of `Contract`.
        options: `convention`, `reduction`, `dtype`, `frozen`, `differs`, `certificate`,
            `accuracy`, `complex` and `budget`, where stated.
        modes: how training and evaluation mode are entered.
        name: what the layer is called; empty for a derived name.
        example: the inputs that it gives, as they stand in the file; empty where they are drawn.
        calls: what it says of how the layer is called.
        functions: for a table that is named after a module: the functions that it holds for.
        function: the one of them that this is the table of.
        expected_failures: `{check: reason}`.
        checks: the checks that are run; empty for all.
        keys: the keys of the table.
        content: the table as it stands in the file.
    """

    location: Location
    inits: tuple[Mapping[str, Any], ...] = ({},)
    input: str = ""
    contract: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    modes: Modes | None = None
    name: str = ""
    example: tuple[Any, ...] = ()
    calls: Calls = field(default_factory=lambda: Calls(Location("", "", "")))
    functions: tuple[str, ...] = ()
    function: str = ""
    expected_failures: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def source(self) -> str:
        """The layer or module that the table is for."""
        return f"{self.location.source}:{self.function}" if self.function else self.location.source

    def per_function(self) -> Iterator[LayerTable]:
        """A table for each of its functions, or itself if it lists none."""
        if not self.functions:
            yield self
        for function in self.functions:
            name = self.name.replace("{function}", function.rpartition(".")[2].lower())
            yield replace(self, function=function, functions=(), name=name)


def read_table(location: Location, content: Any) -> LayerTable:
    """Read one table.

    Raises:
        ConfigError: a key is unknown, or its value cannot be taken.

    >>> table = read_table(Location("f", "layers", "nn:Conv"), {"init": {"size": 3}, "input": "N 5"})
    >>> table.inits, table.input
    (({'size': 3},), 'N 5')
    """
    if not isinstance(content, dict):
        raise location.bad_value("", content, "a table of keys")
    for key in content:
        if key not in KEYS:
            raise location.unknown(key, KEYS)
    for one, other in _CONFLICTS:
        if one in content and other in content:
            raise location.error(one, f"stands beside {other}; one of them is enough")
    if "functions" in content:
        _require_table_of_functions(location, content)
    read = {key: KEYS[key](location, key, value) for key, value in content.items()}
    inits = (read["init"],) if "init" in read else tuple(read.get("inits", ({},)))
    return LayerTable(
        location=location,
        inits=inits,
        input=read.get("input", ""),
        contract={key: read[key] for key in CONTRACT_KEYS if key in read},
        options={key: read[key] for key in _OPTIONS if key in read},
        modes=read.get("train"),
        name=read.get("name", ""),
        example=read.get("example", ()),
        calls=Calls(location, **{key: read[key] for key in CALL_KEYS if key in read}),
        functions=tuple(read.get("functions", ())),
        expected_failures=read.get("expected_failures", {}),
        checks=tuple(read.get("checks", ())),
        keys=tuple(content),
        content=content,
    )


def _require_table_of_functions(location: Location, content: Mapping[str, Any]) -> None:
    """Validate what goes with the key `functions`."""
    if ":" in location.source:
        raise location.error("functions", "belongs into a table that is named after a module")
    if not {"vjp", "tensor"} & set(content):
        raise location.error("functions", "needs vjp or tensor: what derives the backward of each of them")
    if "name" in content and "{function}" not in str(content["name"]):
        raise location.bad_value("name", content["name"], "{function} in it, which stands for each of them")
