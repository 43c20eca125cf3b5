"""Turn the results of a run into another report, on any machine."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the subcommand takes."""
    parser.add_argument(
        "results", metavar="RESULTS.json", type=Path, help="what --ethan-report=RESULTS.json wrote"
    )
    parser.add_argument(
        "out", metavar="OUT", help="a path that ends in .html, .json, .md or .sarif; or the word github"
    )


def run(parsed: argparse.Namespace) -> int:
    """Write the report.

    Raises:
        ReportError: the results cannot be read, or the report cannot be written.
    """
    from ethan_check.reports.reading import read_results
    from ethan_check.reports.targets import target_of

    target = target_of(parsed.out, Path())
    printed = target.write(read_results(parsed.results), Path.cwd())
    if printed:
        print(printed)
    return 0
