"""The CPU of `pytest --ethan-check --ethan-only` on the reference layers: at the first commit, and now.

Each runs in a worktree of its own, in this environment. The first commit found the reference layers by
itself; from later ones they are asked for.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["first_and_last"]

ROOT = Path(__file__).resolve().parent.parent
RUN = (sys.executable, "-m", "pytest", "--ethan-check", "--ethan-only", "-q", "-p", "no:cacheprovider")


def first_and_last(rounds: int = 1) -> Iterator[str]:
    """CPU seconds and checks of both, and their ratio."""
    commits = _git("log", "--reverse", "--format=%H", "-S--ethan-only", "--", "*.py").split()
    with tempfile.TemporaryDirectory() as folder:
        places = {"first": Path(folder) / "first", "last": Path(folder) / "last"}
        for name, commit in (("first", commits[0]), ("last", "HEAD")):
            _git("worktree", "add", "--detach", str(places[name]), commit)
        try:
            runs = {name: _ran(place) for name, place in places.items()}
            for _ in range(rounds - 1):
                runs = {name: min(runs[name], _ran(place)) for name, place in places.items()}
        finally:
            for place in places.values():
                _git("worktree", "remove", "--force", str(place))
    yield "| commit | CPU | of which starting | what it says |"
    yield "| --- | --- | --- | --- |"
    for name, (seconds, start, said) in runs.items():
        yield f"| {name} | {seconds:.1f} s | {start:.1f} s | {said} |"
    yield f"\nlast beside first: {runs['last'][0] / runs['first'][0]:.2f}"


def _ran(place: Path) -> tuple[float, float, str]:
    """The CPU of a run and of one that collects only, and the last line of the former."""
    seconds, said = _cpu_of(RUN, place)
    start, _ = _cpu_of((*RUN, "--collect-only"), place)
    return seconds, start, re.sub(r" in [\d.]+s.*", "", said)


def _cpu_of(command: tuple[str, ...], place: Path) -> tuple[float, str]:
    variables = {**os.environ, "PYTHONPATH": str(place), "OMP_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=place, env=variables, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["nothing"]
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime), lines[-1]


def _git(*arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=True).stdout
