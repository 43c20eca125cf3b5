"""One table of a configuration file, read and held to be sound as far as can be seen without the layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ethan_check.configuration.keys import CONTRACT_KEYS, KEYS
from ethan_check.configuration.mistakes import Place
from ethan_check.configuration.modes import Modes

__all__ = ["LayerTable", "read_table"]


@dataclass(frozen=True)
class LayerTable:
    """What one table says.

    Args:
        place: where it stands.
        inits: constructor arguments of each configuration, as they stand in the file.
        input: the shapes of the inputs, separated by commas; empty where it does not say.
        lines: what it says of the contract, as arguments of `Contract`.
        options: `convention` and `reduction`, where they are stated.
        modes: how training and evaluation mode are entered.
        name: what the layer is called; empty for a derived name.
        backward: the function that is the backward of the function that the table is named after.
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
    backward: str = ""
    expected_failures: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The layer or module that the table is named after."""
        return self.place.source


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
    for one, other in (("init", "inits"), ("input", "shapes")):
        if one in content and other in content:
            raise place.mistake(one, f"stands beside {other}; one of them is enough")
    read = {key: KEYS[key](place, key, value) for key, value in content.items()}
    inits = (read["init"],) if "init" in read else tuple(read.get("inits", ({},)))
    return LayerTable(
        place=place,
        inits=inits,
        input=read.get("input", ""),
        lines={key: read[key] for key in CONTRACT_KEYS if key in read},
        options={key: read[key] for key in ("convention", "reduction") if key in read},
        modes=read.get("train"),
        name=read.get("name", ""),
        backward=read.get("backward", ""),
        expected_failures=read.get("expected_failures", {}),
        checks=tuple(read.get("checks", ())),
        stated=tuple(content),
    )
