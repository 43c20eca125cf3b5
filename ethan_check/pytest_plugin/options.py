"""Options, ini keys, and what they amount to for one run; the hooks in here are those that read arguments."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import pytest

from ethan_check.pytest_plugin.baseline_options import (
    add_baseline_ini_keys,
    add_baseline_options,
    names_a_verb,
)
from ethan_check.pytest_plugin.isolation_options import add_isolation_ini_keys, add_isolation_options
from ethan_check.pytest_plugin.positional import PREFIX, names_layers

__all__ = ["PREFIX", "Settings", "settings_of", "split_names"]


@dataclass(frozen=True)
class Settings:
    """What this run asks of Ethan.

    Args:
        active: whether Ethan's items are collected.
        only: whether nothing else is.
        sources: what is named, as it was written: `layers.py`, `module:Name`, `dense.v1`.
        named_by_option: whether the sources came from the command line.
        config_file: what describes layers; None where there is no such file.
        checks: names of the checks to run; empty means all.
        seed: with the same seed the same cases are drawn.
        ids: items that are named by their whole or half id.
        certificate: what every certificate has to be below, unless a layer demands something else; None for
            the default.
        budget: the seconds that a layer may take, unless it says something else itself; None for what the
            configuration file says.
        account: whether the summary says how layers were read and what became of each array.
        explain: whether every item says how its verdict was reached.
        repro: the folder for files that reproduce failures; None for none.
        reports: the reports that are asked for: paths, or `github`.
        root: the project's root; reports name files as seen from there.
    """

    active: bool
    only: bool
    sources: tuple[str, ...]
    named_by_option: bool
    config_file: Path | None
    checks: tuple[str, ...]
    seed: int
    ids: tuple[str, ...]
    certificate: float | None = None
    explain: bool = False
    account: bool = False
    repro: Path | None = None
    reports: tuple[str, ...] = ()
    root: Path = Path()
    budget: float | None = None


_SETTINGS = pytest.StashKey[Settings]()


def settings_of(config: pytest.Config) -> Settings:
    """The settings of a run, worked out once."""
    if _SETTINGS not in config.stash:
        config.stash[_SETTINGS] = _read_settings(config)
    return config.stash[_SETTINGS]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ethan", "hand-written gradients (Ethan)")
    group.addoption(
        "--ethan-check",
        action="store_true",
        help="check the backward pass of each layer that is named (layers.py, package.module:Name), or of "
        "all that are configured and installed",
    )
    group.addoption("--ethan-only", action="store_true", help="check layers and collect no test files")
    group.addoption(
        "--ethan-layers",
        action="append",
        metavar="THING",
        help="check these layers and no others: layers.py, a package, module:Name, a registered name; repeat "
        "it, or separate by commas",
    )
    group.addoption(
        "--ethan-checks",
        action="append",
        metavar="NAMES",
        help="run these checks only: gradient,shapes",
    )
    group.addoption("--ethan-seed", metavar="INT", help="draw other cases (default 0)")
    group.addoption(
        "--ethan-certificate",
        metavar="SHARE",
        help="pass only what would have shown an error of this share of a gradient's largest entry in any "
        "one entry (default 1e-3)",
    )
    group.addoption(
        "--ethan-budget",
        metavar="SECONDS",
        help="look at fewer cases of a layer that takes longer than this, and say at how many",
    )
    group.addoption(
        "--ethan-explain", action="store_true", help="say of every verdict, step by step, how it was reached"
    )
    group.addoption(
        "--ethan-account",
        action="store_true",
        help="say in the summary how each layer was read, what became of each array, and which checks do not "
        "apply",
    )
    group.addoption(
        "--ethan-repro",
        metavar="DIR",
        help="write a Python file for each failure that shows it with numpy and Ethan alone",
    )
    group.addoption(
        "--ethan-report",
        action="append",
        default=[],
        metavar="PATH",
        help="write a report: .json, .md, .sarif, .html (with the extra report), or the word github for the "
        "summary of a job and annotations; may be repeated",
    )
    add_baseline_options(group)
    add_isolation_options(group)
    group.addoption("--ethan-id", action="append", default=[], help=argparse.SUPPRESS)
    parser.addini("ethan_check", "check layers on every run that does not name single files", "bool", False)
    parser.addini(
        "ethan_layers", "the layers to check: layers.py, MODULE or MODULE:NAME, one a line", "linelist", []
    )
    parser.addini("ethan_config", "a file with tables of layers, instead of pyproject.toml", "string", "")
    parser.addini("ethan_seed", "the seed from which cases are drawn", "string", "0")
    parser.addini("ethan_certificate", "the smallest error that a pass would have shown", "string", "")
    parser.addini("ethan_budget", "the seconds that a layer may take before cases are left out", "string", "")
    parser.addini("ethan_repro", "a folder for Python files that reproduce failures", "string", "")
    add_baseline_ini_keys(parser)
    add_isolation_ini_keys(parser)


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Take `ethan::layer::check` and `layers.py` out of what pytest would look for on the disk."""
    known = early_config.known_args_namespace
    positional: list[str] = known.file_or_dir
    options = {argument: f"--ethan-id={argument}" for argument in positional if argument.startswith(PREFIX)}
    if (known.ethan_check or known.ethan_only or known.ethan_layers) and not known.pyargs:
        folder, patterns = early_config.invocation_params.dir, early_config.getini("python_files")
        options |= {
            argument: f"--ethan-layers={argument}"
            for argument in positional
            if names_layers(argument, folder, patterns)
        }
    if not options:
        return
    positional[:] = [argument for argument in positional if argument not in options]
    for argument in options:
        args.remove(argument)
    args[:0] = options.values() if positional else ["--ethan-only", *options.values()]


def _read_settings(config: pytest.Config) -> Settings:
    option = config.option
    only = bool(option.ethan_only)
    by_option = split_names(option.ethan_layers)
    if option.ethan_layers and not by_option:
        raise pytest.UsageError(
            "ethan: --ethan-layers is empty; name what to check, as in --ethan-layers=layers.py"
        )
    return Settings(
        active=only
        or option.ethan_check
        or bool(by_option)
        or bool(option.ethan_id)
        or names_a_verb(option)
        or _is_enabled_by_ini(config),
        only=only,
        sources=by_option or split_names(config.getini("ethan_layers")),
        named_by_option=bool(by_option),
        config_file=_config_file(config),
        checks=split_names(option.ethan_checks),
        seed=_parse_seed(option.ethan_seed if option.ethan_seed is not None else config.getini("ethan_seed")),
        ids=tuple(option.ethan_id),
        certificate=_parse_certificate(option.ethan_certificate or config.getini("ethan_certificate")),
        explain=bool(option.ethan_explain),
        account=bool(option.ethan_account),
        repro=_repro_folder(config),
        reports=tuple(dict.fromkeys(option.ethan_report)),
        root=config.rootpath,
        budget=_parse_budget(
            (config.getini("ethan_budget") or None) if option.ethan_budget is None else option.ethan_budget
        ),
    )


def _config_file(config: pytest.Config) -> Path | None:
    """The file that `ethan_config` names, which has to be there, or the project's pyproject.toml."""
    named = str(config.getini("ethan_config"))
    if named:
        return config.rootpath / named
    usual = config.rootpath / "pyproject.toml"
    return usual if usual.is_file() else None


def _repro_folder(config: pytest.Config) -> Path | None:
    """Of the option as seen from the working directory, or else of the ini key as seen from the project."""
    named = config.option.ethan_repro
    if named is not None and not named.strip():
        raise pytest.UsageError("ethan: --ethan-repro is empty; name a folder, as in --ethan-repro=repro")
    if named:
        return Path(config.invocation_params.dir, named)
    by_ini = str(config.getini("ethan_repro"))
    return config.rootpath / by_ini if by_ini else None


def _is_enabled_by_ini(config: pytest.Config) -> bool:
    """Whether the project always checks its layers; a run of single files is left alone."""
    if not config.getini("ethan_check"):
        return False
    folder = config.invocation_params.dir
    return not all("::" in argument or Path(folder, argument).is_file() for argument in config.args)


def split_names(values: list[str] | None) -> tuple[str, ...]:
    """The names in some values, each of which may hold several between commas.

    >>> split_names(["a, b", "a"])
    ('a', 'b')
    """
    parts = (part.strip() for value in values or () for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _parse_certificate(text: str) -> float | None:
    if not text:
        return None
    from ethan_check.subject.options import require_certificate
    from ethan_core.errors import ArgumentError

    try:
        value: float | str = float(text)
    except ValueError:
        value = text
    try:
        require_certificate(value)
    except ArgumentError as error:
        raise pytest.UsageError(f"ethan {error}") from None
    return float(value)


def _parse_budget(text: str | None) -> float | None:
    if text is None:
        return None
    from ethan_check.subject.options import require_budget
    from ethan_core.errors import ArgumentError

    try:
        value: float | str = float(text)
    except ValueError:
        value = text
    try:
        require_budget(value)
    except ArgumentError as error:
        raise pytest.UsageError(f"ethan {error}") from None
    return float(value)


def _parse_seed(text: str) -> int:
    try:
        seed = int(text)
    except ValueError:
        seed = -1
    if seed < 0:
        raise pytest.UsageError(f"ethan seed is {text!r}, expected an integer from 0 up")
    return seed
