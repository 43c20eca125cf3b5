"""The command `ethan`: a thin door, with one subcommand a file in `ethan_check.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ethan_check.commands import subcommands

__all__ = ["main"]

MISUSE = 2
"""What the command ends with when it could not do what was asked, as argparse does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; what it ends with.

    Args:
        arguments: those of the command line by default.
    """
    parser = argparse.ArgumentParser(prog="ethan", description="Verify hand-written gradients.")
    parser.set_defaults(run=None)
    chosen = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, module in subcommands().items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subparser = chosen.add_parser(name, help=summary, description=module.__doc__)
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    parsed = parser.parse_args(arguments)
    if parsed.run is None:
        parser.print_help()
        return MISUSE
    from ethan_core.errors import EthanError

    try:
        return int(parsed.run(parsed))
    except EthanError as error:
        print(f"ethan: {error}", file=sys.stderr)
        return MISUSE
