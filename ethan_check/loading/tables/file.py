"""A whole configuration file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ethan_check.loading.tables.error import ConfigError, Location, as_toml
from ethan_check.loading.tables.project_keys import PROJECT_KEYS, read_project_keys
from ethan_check.loading.tables.table import LayerTable, read_table
from ethan_core.errors import RegistrationError
from ethan_core.plain_text import plain_line
from ethan_core.suggest import did_you_mean

__all__ = ["Configuration", "read_configuration"]

_KEYS = ("layers", *PROJECT_KEYS)


@dataclass(frozen=True)
class Configuration:
    """What a file says of layers.

    Args:
        tables: those that could be read.
        left_out: layers and modules that are not to be judged: `"nn:Conv" = false`.
        errors: what is wrong with the others, by the layer that they are named after.
        aliases: what is put under a dotted name while layers are checked, for packages that are older
            than what they import: `{"collections.Hashable": "collections.abc.Hashable"}`.
        baseline: the folder of the baselines; empty where it names none.
        isolate: whether each layer runs in a process of its own.
        timeout: seconds that a layer may take in all, where it can be stopped; None for the usual ones.
        budget: the seconds that a layer may take whose table says nothing else; None where it names none.
        file: as people call it.
        group: what tables of layers stand in.
    """

    tables: tuple[LayerTable, ...] = ()
    left_out: tuple[str, ...] = ()
    errors: tuple[tuple[str, ConfigError], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    baseline: str = ""
    isolate: bool = False
    timeout: float | None = None
    file: str = "pyproject.toml"
    group: str = "tool.ethan.layers"
    budget: float | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """What the file has tables for, in its order."""
        named = [table.location.source for table in self.tables] + [source for source, _ in self.errors]
        return tuple(dict.fromkeys(named))


def read_configuration(path: Path) -> Configuration:
    """Read a `pyproject.toml`, or a file of Ethan's own, whose tables begin with `layers` straight away.

    Raises:
        RegistrationError: there is no such file, it is not TOML, or what is in it is not about layers.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ethan.toml")
    ...     _ = file.write_text('[layers."nn:Conv"]\\ninput = "N 5"')
    ...     read_configuration(file).sources
    ('nn:Conv',)
    """
    is_pyproject = path.name == "pyproject.toml"
    group = "tool.ethan.layers" if is_pyproject else "layers"
    try:
        content: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistrationError(f"{path.name}: cannot be read: {error.strerror or error}") from None
    except RecursionError:
        raise RegistrationError(f"{path.name}: is nested too deep to be read") from None
    except (tomllib.TOMLDecodeError, ValueError) as error:  # A ValueError of bytes, or of too many digits.
        raise RegistrationError(f"{path.name}: is not TOML: {plain_line(str(error))}") from None
    for part in ("tool", "ethan") if is_pyproject else ():
        content = content.get(part, {})
        if not isinstance(content, dict):
            raise RegistrationError(f"{path.name}: {part} is {as_toml(content)}, expected a table")
    where = f"{path.name}, [tool.ethan]" if is_pyproject else path.name
    for key in content if isinstance(content, dict) else ():
        if key not in _KEYS:
            raise RegistrationError(f"{where}: {key} is no key; {did_you_mean(key, _KEYS)}")
    layers = content.get("layers", {})
    if not isinstance(layers, dict):
        raise RegistrationError(f"{where}: layers is {as_toml(layers)}, expected tables named after layers")
    of_project = read_project_keys(content, where)
    tables: list[LayerTable] = []
    errors: list[tuple[str, ConfigError]] = []
    left_out = tuple(source for source, content in layers.items() if content is False)
    for location, keys in _locations(path.name, group, layers):
        if location.source in left_out:
            continue
        try:
            tables.extend(read_table(location, keys).per_function())
        except ConfigError as error:
            errors.append((location.source, error))
    return Configuration(tuple(tables), left_out, tuple(errors), file=path.name, group=group, **of_project)


def _locations(file: str, group: str, layers: Mapping[str, Any]) -> Iterator[tuple[Location, Any]]:
    for source, content in layers.items():
        if isinstance(content, list) and content:
            for number, one in enumerate(content, start=1):
                yield Location(file, group, source, number), one
        else:
            yield Location(file, group, source), content
