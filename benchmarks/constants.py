"""Every constant that a verdict depends on, moved tenfold either way: which test turns red?

    python benchmarks/constants.py                          all: an hour or two of one processor
    python benchmarks/constants.py --only SAME_OPERATIONS   some, by name
    python benchmarks/constants.py --near                   only the tests that stand nearest to each
    python benchmarks/constants.py --processes 2 --json moves.json
    python benchmarks/constants.py --known moves.json       only those that survived there

For each move a process is forked from one that has imported pytest and numpy, but nothing of Ethan; the
constant is changed in the source as it is imported, and with it whatever is computed from it. The tests that
its text names are run first, then those of the modules that import it, then a general set, up to the first
that turns red. A move that only makes the tests slow is stopped after `--seconds` of processor time, and told
as such. Where no test turns red, the table shows the reason that stands beside the constant, after the word
`Tenfold:`, and counts those that have none.

Whole numbers stay whole and at least 1. `--unmoved` runs all witnesses with no constant moved: one
that is red then would be no witness.
"""

# ruff: noqa: E402 - the number of threads is read when numpy is imported

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import hypothesis.extra.numpy  # noqa: F401 - what takes long to import is inherited by each child
import mpmath  # noqa: F401
import pytest
from moved_constants import FACTORS, ROOT, Constant, constants, install, tenfold
from moves_table import SAME, SLOW, SURVIVES, Move, table
from witnesses import general, near

__all__ = ["first_red", "main", "move"]

_IMPORTED = "ignore::pytest.PytestAssertRewriteWarning"
_OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "-W", _IMPORTED)


class _FirstRed:
    """A pytest plugin that keeps the name of the first test, or file, that fails."""

    test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.test = self.test or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.test = self.test or f"{report.nodeid} (import)"


def _ask(constant: Constant, factor: float, tests: list[str], seconds: int, answer: Connection) -> None:
    """Run tests in this process, which was forked for it, and send the first red one's name."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.chdir(ROOT)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    install(constant, factor)
    plugin = _FirstRed()
    code = pytest.main([*_OPTIONS, *tests], plugins=[plugin])
    assert (code == pytest.ExitCode.OK) == (not plugin.test), f"pytest ended with {code}"
    answer.send(plugin.test)


def first_red(constant: Constant, factor: float, tests: list[str], seconds: int) -> str:
    """The first of some tests that turns red in a process of its own, or `stopped by time`, or nothing."""
    context = get_context("fork")
    listen, answer = context.Pipe(duplex=False)
    child = context.Process(target=_ask, args=(constant, factor, tests, seconds, answer))
    child.start()
    answer.close()
    try:
        found: str = listen.recv()
    except EOFError:  # It was stopped before it could answer.
        child.join()
        if child.exitcode != -signal.SIGXCPU:
            raise RuntimeError(f"{constant.name} x {factor:g}: {' '.join(tests)} ended the process") from None
        found = SLOW
    child.join()
    return found


def move(job: tuple[Constant, float], *, seconds: int, only_near: bool, known: Mapping[Any, str]) -> Move:
    """Move one constant and ask the tests, the nearest first, unless it is known which one turns red."""
    constant, factor = job
    outcome = SAME if tenfold(constant.value, factor) == constant.value else ""
    outcome = outcome or known.get((constant.name, factor), "")
    for tests in (near(constant), [] if only_near else general(constant)):
        if tests and not outcome:
            outcome = first_red(constant, factor, tests, seconds)
    return Move(
        constant.group, constant.name, repr(constant.value), factor, outcome or SURVIVES, constant.reason
    )


def _red_in(file: Path) -> dict[tuple[str, float], str]:
    """The moves of an earlier run that turned a test red."""
    moves = [Move(**each) for each in json.loads(file.read_text())]
    return {(each.name, each.factor): each.outcome for each in moves if each.is_red}


def main(arguments: Sequence[str] | None = None) -> int:
    """Move them, print the table; the exit status is 1 where a move survives without a reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="constants, or modules of them")
    parser.add_argument("--near", action="store_true", help="leave out the general set")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120, help="processor time of one run of tests")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the moves, too")
    parser.add_argument("--known", type=Path, metavar="FILE", help="moves that were red there stay so")
    parser.add_argument("--unmoved", action="store_true", help="multiply by 1")
    chosen = parser.parse_args(arguments)
    asked = [c for c in constants() if not chosen.only or {c.name, c.group} & set(chosen.only)]
    if not asked:
        parser.error(f"no constant is called {' or '.join(chosen.only)}")
    if chosen.unmoved:
        tests = list(dict.fromkeys(file for each in asked for file in [*near(each), *general(each)]))
        print(first_red(asked[0], 1.0, tests, 60 * chosen.seconds) or "green")
        return 0
    known = _red_in(chosen.known) if chosen.known else {}
    jobs = [(constant, factor) for constant in asked for factor in FACTORS]
    ask = partial(move, seconds=chosen.seconds, only_near=chosen.near, known=known)
    moves = []
    with ProcessPoolExecutor(chosen.processes, mp_context=get_context("fork")) as pool:
        for each in pool.map(ask, jobs):
            print(f"{each.name} x {each.factor:g}: {each.outcome}", file=sys.stderr, flush=True)
            moves.append(each)
    print(table(moves))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(each) for each in moves], indent=1) + "\n")
    return int(any(each.needs_a_reason for each in moves))


if __name__ == "__main__":
    sys.exit(main())
