"""The command `ethan`: a thin door, with one subcommand a file in `ethan_check.commands`."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from typing import NoReturn

from ethan_check.commands import subcommands

__all__ = ["main"]

MISUSE = 4
"""What the command ends with when it could not do what was asked, as pytest does."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(MISUSE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; what it ends with.

    Args:
        arguments: those of the command line by default.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _Parser(prog="ethan", description="Verify hand-written gradients.")
    parser.set_defaults(run=None, for_pytest=None)
    chosen = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, module in subcommands().items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subparser = chosen.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    parsed = _parse(parser, given)
    if parsed.run is None:
        parser.print_help()
        return MISUSE
    from ethan_core.errors import EthanError

    try:
        return int(parsed.run(parsed))
    except EthanError as error:
        print(f"ethan: {error}", file=sys.stderr)
        return MISUSE


def _parse(parser: argparse.ArgumentParser, given: list[str]) -> argparse.Namespace:
    """Parse a command line; what stands after `--` is for pytest, where a subcommand runs it."""
    cut = given.index("--") if "--" in given else len(given)
    parsed, unknown = parser.parse_known_args(given[:cut])
    further = given[cut + 1 :]
    if parsed.for_pytest is None:
        return parser.parse_args(given)
    if unknown:
        known = [argument for argument in given[:cut] if argument not in unknown]
        right = shlex.join(["ethan", *known, "--", *unknown, *further])
        parser.error(f"{unknown[0]} is no option of ethan's; what is for pytest stands after --: {right}")
    parsed.for_pytest = further
    return parsed


if __name__ == "__main__":
    sys.exit(main())
