"""One table of a configuration file, read and held to be sound as far as can be seen without the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ethan_check.loading.tables.calls import CALL_KEYS, Calls
from ethan_check.loading.tables.error import Place
from ethan_check.loading.tables.keys import CONTRACT_KEYS, KEYS
from ethan_check.loading.tables.modes import Modes

__all__ = ["LayerTable", "read_table"]


@dataclass(frozen=True)
class LayerTable:
    """What one table says.

    Args:
        place: where it stands.
        inits: constructor arguments of each configuration, as they stand in the file.
        input: the shapes of the inputs, separated by commas; empty where it does not say.
        lines: what it says of the contract, as arguments of `Contract`.
        options: `convention`, `reduction`, `dtype` and `frozen`, where they are stated.
        modes: how training and evaluation mode are entered.
        name: what the layer is called; empty for a derived name.
        example: the inputs that it gives, as they stand in the file; empty where they are drawn.
        calls: what it says of how the layer is called.
        functions: for a table that is named after a module: the functions that it holds for.
        function: the one of them that this is the table of.
        expected_failures: `{check: reason}`.
        checks: the checks that are run; empty for all.
        stated: the keys of the table.
    """

    place: Place
    inits: tuple[Mapping[str, Any], ...] = ({},)
    input: str = ""
    lines: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    modes: Modes | None = None
    name: str = ""
    example: tuple[Any, ...] = ()
    calls: Calls = field(default_factory=lambda: Calls(Place("", "", "")))
    functions: tuple[str, ...] = ()
    function: str = ""
    expected_failures: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The layer or module that the table is for."""
        return f"{self.place.source}:{self.function}" if self.function else self.place.source

    def one_by_one(self) -> Iterator[LayerTable]:
        """A table for each of its functions, or itself if it lists none."""
        if not self.functions:
            yield self
        for function in self.functions:
            name = self.name.replace("{function}", function.rpartition(".")[2].lower())
            yield replace(self, function=function, functions=(), name=name)


def read_table(place: Place, content: Any) -> LayerTable:
    """Read one table.

    Raises:
        Mistake: a key is unknown, or its value cannot be taken.

    >>> table = read_table(Place("f", "layers", "nn:Conv"), {"init": {"size": 3}, "input": "N 5"})
    >>> table.inits, table.input
    (({'size': 3},), 'N 5')
    """
    if not isinstance(content, dict):
        raise place.wrong("", content, "a table of keys")
    for key in content:
        if key not in KEYS:
            raise place.unknown(key, KEYS)
    for one, other in (
        ("init", "inits"),
        ("input", "shapes"),
        ("input", "example"),
        ("shapes", "example"),
        ("vjp", "tensor"),
        ("vjp", "backward"),
        ("tensor", "backward"),
        ("vjp", "init"),
        ("tensor", "init"),
    ):
        if one in content and other in content:
            raise place.mistake(one, f"stands beside {other}; one of them is enough")
    if "functions" in content:
        if ":" in place.source:
            raise place.mistake("functions", "belongs into a table that is named after a module")
        if not {"vjp", "tensor"} & set(content):
            raise place.mistake("functions", "needs vjp or tensor: what derives the backward of each of them")
        if "name" in content and "{function}" not in str(content["name"]):
            raise place.wrong("name", content["name"], "{function} in it, which stands for each of them")
    read = {key: KEYS[key](place, key, value) for key, value in content.items()}
    inits = (read["init"],) if "init" in read else tuple(read.get("inits", ({},)))
    return LayerTable(
        place=place,
        inits=inits,
        input=read.get("input", ""),
        lines={key: read[key] for key in CONTRACT_KEYS if key in read},
        options={key: read[key] for key in ("convention", "reduction", "dtype", "frozen") if key in read},
        modes=read.get("train"),
        name=read.get("name", ""),
        example=read.get("example", ()),
        calls=Calls(place, **{key: read[key] for key in CALL_KEYS if key in read}),
        functions=tuple(read.get("functions", ())),
        expected_failures=read.get("expected_failures", {}),
        checks=tuple(read.get("checks", ())),
        stated=tuple(content),
    )
