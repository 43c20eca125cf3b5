"""Write the tables that layers lack into pyproject.toml: `ethan init layers.py`.

Whatever can be inferred is filled in and has been tried; the rest stands there as comments, for a person to
say. What the file holds already stays as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the subcommand takes.

    >>> parser = argparse.ArgumentParser()
    >>> add_arguments(parser)
    >>> parser.parse_args(["layers.py"]).config
    PosixPath('pyproject.toml')
    """
    parser.add_argument(
        "things",
        metavar="THING",
        nargs="+",
        help="layers.py, a package, package.module, package.module:Name",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        default=Path("pyproject.toml"),
        help="the file of tables that the ini key ethan_config names (default: pyproject.toml)",
    )


def run(parsed: argparse.Namespace) -> int:
    """Write the tables, and say which.

    Raises:
        RegistrationError: something is named that is not there, or the file cannot be extended.
    """
    import sys

    from ethan_check.loading.manager import load
    from ethan_check.loading.tables import Configuration, read_configuration
    from ethan_check.loading.things import read_thing
    from ethan_check.proposals.proposal import propose
    from ethan_check.proposals.toml_file import with_tables
    from ethan_check.storage.atomic import write_text

    file, here = parsed.config, Path.cwd()
    is_pyproject = file.name == "pyproject.toml"
    empty = Configuration(file=file.name, group="tool.ethan.layers" if is_pyproject else "layers")
    configuration = read_configuration(file) if file.is_file() else empty
    things = [read_thing(text, here) for text in parsed.things]
    sys.path[:0] = dict.fromkeys([*(str(thing.folder) for thing in things if thing.folder), str(here)])
    loaded = load([source for thing in things for source in thing.sources], configuration=configuration)
    for error in loaded.broken:
        if not error.template:
            print(f"{error}")
    proposals = [propose(source, template, loaded) for source, template in _lacking(loaded)]
    if not proposals:
        print("no layer lacks a table")
        return 0
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    write_text(file, with_tables(text, configuration.group, proposals, file))
    for proposal in proposals:
        print(f"{proposal.source}: " + ("filled in" if proposal.content else "fill in what it needs"))
    tables = "1 table is" if len(proposals) == 1 else f"{len(proposals)} tables are"
    print(f"{tables} written to {file}")
    return 0


def _lacking(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """The layers that have no table and cannot be judged without one, each with its template."""
    from ethan_check.pytest_plugin.layer_state import LayerState
    from ethan_check.pytest_plugin.options import Settings
    from ethan_check.pytest_plugin.table_advice import lacks_a_table, template_for

    for error in loaded.broken:
        if error.template:
            yield error.name, error.template
    settings = Settings(True, True, (), True, None, (), 0, ())
    for entry in loaded.registry:
        layer = LayerState(entry, loaded, settings)
        if lacks_a_table(layer) and layer.obstacle:
            yield f"{layer.origin.__module__}:{layer.origin.__name__}", template_for(layer)
