"""Judge the layers of a file, a package, a module, or by name: `ethan check layers.py`.

This is a run of pytest's, on layers alone; what stands after `--` is handed to pytest. Without a name,
what the project configures and what is installed is judged. It ends with 0 if all is right, with 1 if not,
with 4 if it was misused, and with 5 if nothing was judged.
"""

from __future__ import annotations

import argparse

__all__ = ["add_arguments", "pytest_arguments", "run"]

_ID = "ethan::"

_QUIETLY = ("-W", "ignore:Module already imported so cannot be rewritten; ethan_c")
"""Pytest would rewrite the assertions of its plugins, and says which it finds imported already."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the subcommand takes.

    >>> parser = argparse.ArgumentParser()
    >>> add_arguments(parser)
    >>> parser.parse_args(["layers.py", "dense.v1"]).things
    ['layers.py', 'dense.v1']
    """
    parser.set_defaults(for_pytest=[])
    own = "[--budget SECONDS] [--isolate] [--timeout SECONDS] [--repro DIR]"
    parser.usage = f"%(prog)s [-h] {own} [THING ...] [-- OPTION_OF_PYTEST ...]"
    parser.add_argument(
        "things",
        metavar="THING",
        nargs="*",
        help="layers.py, a package, package.module, package.module:Name, layers.py:Name, a registered name "
        "(dense.v1), or an item (ethan::dense.v1::gradient)",
    )
    parser.add_argument(
        "--budget",
        metavar="SECONDS",
        help="look at fewer cases of a layer that takes longer than this, and say at how many",
    )
    parser.add_argument(
        "--isolate",
        action="store_true",
        help="run each layer in a process of its own: one that ends it, or never returns, stops nothing else",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        help="how long a layer may take in all, with --isolate (default 600; 0 for no limit)",
    )
    parser.add_argument(
        "--repro",
        metavar="DIR",
        help="write a Python file for each failure that shows it with numpy and Ethan alone",
    )


def pytest_arguments(things: list[str], further: list[str]) -> list[str]:
    """The command line of pytest's that is the same.

    >>> pytest_arguments(["layers.py"], ["-x"])  # doctest: +ELLIPSIS
    [..., '--ethan-check', '--ethan-only', '--ethan-layers=layers.py', '-x']
    """
    ids = [thing for thing in things if thing.startswith(_ID)]
    named = [f"--ethan-layers={thing}" for thing in things if thing not in ids]
    return [*_QUIETLY, "-p", "ethan", "--ethan-check", "--ethan-only", *named, *ids, *further]


def run(parsed: argparse.Namespace) -> int:
    """Run pytest; what it ends with."""
    import pytest

    return int(pytest.main(pytest_arguments(parsed.things, [*_own_options(parsed), *parsed.for_pytest])))


def _own_options(parsed: argparse.Namespace) -> list[str]:
    """The options of this command, as pytest has them.

    >>> _own_options(argparse.Namespace(budget=None, isolate=True, repro=None, timeout="60"))
    ['--ethan-isolate', '--ethan-timeout=60']
    """
    stated = {"budget": parsed.budget, "timeout": parsed.timeout, "repro": parsed.repro}
    return [
        *(["--ethan-isolate"] if parsed.isolate else []),
        *(f"--ethan-{name}={value}" for name, value in stated.items() if value is not None),
    ]
