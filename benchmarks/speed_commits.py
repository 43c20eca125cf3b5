"""The CPU of `pytest --ethan-check --ethan-only` on the reference layers: at the first commit, and now.

Each runs in a worktree of its own, in this environment.
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


def first_and_last(beside: str = "") -> Iterator[str]:
    """CPU seconds and checks of both, in all and of each check.

    Args:
        beside: another commit in place of the first, which judged two layers by half as many checks.
    """
    commits = _git("log", "--reverse", "--format=%H", "-S--ethan-only", "--", "*.py").split()
    earlier = beside or commits[0]
    with tempfile.TemporaryDirectory() as folder:
        places = {earlier[:7]: Path(folder) / "earlier", "now": Path(folder) / "now"}
        for place, commit in zip(places.values(), (earlier, "HEAD"), strict=True):
            _git("worktree", "add", "--detach", str(place), commit)
        try:
            runs = {name: _ran(place) for name, place in places.items()}
        finally:
            for place in places.values():
                _git("worktree", "remove", "--force", str(place))
    yield "| commit | CPU | of which starting | a check | what it says |"
    yield "| --- | --- | --- | --- | --- |"
    for name, (seconds, start, said) in runs.items():
        passed = re.search(r"(\d+) passed", said)
        each = f"{1e3 * (seconds - start) / int(passed[1]):.0f} ms" if passed else ""
        yield f"| {name} | {seconds:.1f} s | {start:.1f} s | {each} | {said} |"


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
