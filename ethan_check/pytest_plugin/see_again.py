"""What an item that fails tells people to do: the command that asks the same again, and what to write."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ethan_check.pytest_plugin.options import PREFIX

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.options import Settings

__all__ = ["command_again", "put_into"]


def command_again(layer: str, check: str, settings: Settings) -> str:
    """The command that asks the same again.

    Args:
        layer: its name.
        settings: of the run.
    """
    layers = ",".join(settings.sources) if settings.named_by_option else ""
    named = f" --ethan-layers={shlex.quote(layers)}" if layers else ""
    demand = "" if settings.certificate is None else f" --ethan-certificate={settings.certificate:g}"
    return f'pytest "{PREFIX}{layer}::{check}" --ethan-check --ethan-seed={settings.seed}{demand}{named}'


def put_into(file: str, *templates: str) -> str:
    """Where the tables belong that a layer needs; empty where there is none.

    >>> print(put_into("pyproject.toml", "[table]"))
    put this into pyproject.toml and fill it in:
    <BLANKLINE>
    [table]
    <BLANKLINE>
    <BLANKLINE>
    """
    shown = "\n\n".join(template for template in templates if template)
    return f"put this into {file} and fill it in:\n\n{shown}\n\n" if shown else ""
