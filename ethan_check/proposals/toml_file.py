"""Tables added to a TOML file whose every other byte stays as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ethan_check.proposals.proposal import Proposal
from ethan_core.errors import RegistrationError

if TYPE_CHECKING:
    from tomlkit.items import Table

__all__ = ["with_tables"]


def with_tables(text: str, group: str, proposals: Sequence[Proposal], file: Path) -> str:
    """The text of a file with a table more for each proposal.

    Args:
        text: of the file.
        group: what tables of layers stand in: `tool.ethan.layers`, or `layers`.
        proposals: what is added; a layer that has a table already is left alone.
        file: its path, for messages.

    Raises:
        RegistrationError: it is not TOML, or is written in a way in which no table can be added.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        expected: dict[str, Any] = tomllib.loads(text)
        document = tomlkit.parse(text)
    except (tomllib.TOMLDecodeError, TOMLKitError) as error:
        raise RegistrationError(f"{file.name}: is not TOML: {error}") from None
    layers: Any = document
    inside = expected
    try:
        for key in group.split("."):
            layers = layers.setdefault(key, tomlkit.table(is_super_table=True))
            inside = inside.setdefault(key, {})
        for proposal in proposals:
            if proposal.source not in inside:
                layers[proposal.source] = _table(proposal)
                inside[proposal.source] = proposal.content
        written = tomlkit.dumps(document)
        is_right = tomllib.loads(written) == expected
    except (ValueError, AttributeError, TypeError, TOMLKitError):  # In a table between braces is no room.
        is_right = False
    if not is_right:
        raise RegistrationError(
            f"{file.name}: {group} is written in a way that no table can be added to; write it as [{group}]"
        )
    return written


def _table(proposal: Proposal) -> Table:
    """The table of one proposal: what was found to work, or all that it could say, as comments."""
    import tomlkit

    table = tomlkit.table()
    for key, value in proposal.content.items():
        table.add(key, tomlkit.value(f"{{ {_pairs(value)} }}") if isinstance(value, dict) else value)
    if not proposal.content:
        for line in proposal.template.splitlines()[1:]:
            table.add(tomlkit.comment(line.removeprefix("# ")))
    table.add(tomlkit.nl())
    return table


def _pairs(values: dict[str, Any]) -> str:
    """What stands between the braces of an inline table."""
    import tomlkit

    items = tomlkit.inline_table()
    items.update(values)
    return items.as_string()[1:-1]
