"""Look at stored baselines: two moments side by side, the history of a layer, what two platforms show."""

from __future__ import annotations

import argparse
import configparser
import json
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethan_check.baseline.entry import LayerEntry

__all__ = ["add_arguments", "configured_store", "run"]

_SAME, _CHANGED = 0, 1
"""What `diff` ends with; misuse is 4."""

_TOML_KEYS = ("tool ethan baseline", "tool pytest ini_options ethan_baseline", "tool pytest ethan_baseline")
_INI_SECTIONS = (("pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))
"""Where a store may be configured."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the subcommand takes: commands of its own.

    >>> parser = argparse.ArgumentParser()
    >>> add_arguments(parser)
    >>> parser.parse_args(["diff", "main", "HEAD"]).format
    'text'
    """
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, action, words, places in (
        ("diff", _diff, "what changed from A to B; ends with 0 if nothing did, or 1", ("A", "B")),
        ("log", _log, "what became of one layer, by git revision", ("LAYER",)),
        (
            "calibrate",
            _calibrate,
            "widen what is narrower in the folder A than B shows rounding to be",
            ("A", "B"),
        ),
    ):
        command = commands.add_parser(name, help=words, description=words)
        for place in places:
            said = (
                "a layer, such as conv2d.v1"
                if place == "LAYER"
                else "a folder of baselines or a git revision"
            )
            command.add_argument(place.lower(), metavar=place, help=said)
        command.add_argument(
            "--store", help="the folder of baselines in the project; by default the configured one"
        )
        if name != "calibrate":
            formats = ("text", "markdown", "json") if name == "diff" else ("text", "json")
            command.add_argument("--format", choices=formats, default="text")
        command.set_defaults(run_baseline=action)


def run(parsed: argparse.Namespace) -> int:
    """Run one of its commands.

    Raises:
        ArgumentError, StoreError: it was misused, or a store cannot be read.
    """
    code: int = parsed.run_baseline(parsed)
    return code


def configured_store(root: Path) -> str:
    """The folder that `pyproject.toml` or `pytest.ini` configures; empty where none does.

    >>> configured_store(Path("/nowhere"))
    ''
    """
    try:
        content: Any = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    stated = [_value(content, keys.split()) for keys in _TOML_KEYS]
    for file, section in _INI_SECTIONS:
        ini = configparser.ConfigParser(interpolation=None)
        with suppress(configparser.Error, UnicodeDecodeError):
            ini.read(root / file, encoding="utf-8")
        stated.append(ini.get(section, "ethan_baseline", fallback=""))
    return next((folder for folder in stated if folder), "")


def _value(content: Any, keys: list[str]) -> str:
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content if isinstance(content, str) else ""


def _snapshot(where: str, arguments: argparse.Namespace) -> dict[str, LayerEntry]:
    from ethan_check.baseline.snapshot import read_snapshot

    root = Path.cwd()
    return read_snapshot(where, arguments.store or configured_store(root), root)


def _diff(arguments: argparse.Namespace) -> int:
    from ethan_check.baseline.diff import FORMATS, diff

    found = diff(_snapshot(arguments.a, arguments), _snapshot(arguments.b, arguments))
    print(FORMATS[arguments.format](found))
    return _CHANGED if found else _SAME


def _log(arguments: argparse.Namespace) -> int:
    from ethan_check.baseline.history import history
    from ethan_core.errors import ArgumentError

    folder = arguments.store or configured_store(Path.cwd())
    if not folder:
        raise ArgumentError("no store is configured: name its folder with --store")
    revisions = history(arguments.layer, folder, Path.cwd())
    if arguments.format == "json":
        shown = [{**vars(one), "entry": one.entry and one.entry.to_json()} for one in revisions]
        print(json.dumps(shown, indent=1, sort_keys=True))
    else:
        print("\n".join(map(str, revisions)))
    return _SAME


def _calibrate(arguments: argparse.Namespace) -> int:
    from ethan_check.baseline.calibrate import calibrated
    from ethan_check.baseline.store import Store
    from ethan_core.errors import ArgumentError

    if not Path(arguments.a).is_dir():
        raise ArgumentError(f"{arguments.a}: is no folder, and what is widened is written there")
    ours, theirs = _snapshot(arguments.a, arguments), _snapshot(arguments.b, arguments)
    if not ours.keys() & theirs.keys():
        raise ArgumentError(f"{arguments.a} and {arguments.b} have no layer in common")
    store = Store(Path(arguments.a), arguments.a)
    count = 0
    for layer in sorted(ours.keys() & theirs.keys()):
        found = calibrated(ours[layer], theirs[layer])
        count += len(found.widened)
        for line in (*(f"widened: {words}" for words in found.widened), *found.refused):
            print(f"{layer}: {line}")
        store.write(found.entry)
    print(f"{count} allowance{'' if count == 1 else 's'} widened")
    return _SAME
