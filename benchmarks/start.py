"""What it costs to start: processor time of imports and commands, beside pytest alone.

    python benchmarks/start.py [--repeats 5]

Each line is the least of some runs, each in a process of its own, after one that compiled everything. The
last column names what was loaded of the packages that take a while.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

HEAVY = ("numpy", "mpmath", "hypothesis", "tomlkit", "pytest")
"""Packages whose import takes longer than that of all of Ethan's own modules that a start needs."""

LAYER = """
import numpy as np
from ethan_check import check_layer
class Square:
    def forward(self, x): self.x = x; return x * x
    def backward(self, g): return {factor} * self.x * g
check_layer(Square(), inputs=(np.array([[0.5, -1.5]]),))
"""

IMPORTS: Mapping[str, str] = {
    "python": "pass",
    "import numpy": "import numpy",
    "import pytest": "import pytest",
    "import pytest, ethan_check.pytest_plugin": "import pytest, ethan_check.pytest_plugin",
    "from ethan_check import check_layer": "from ethan_check import check_layer",
    "check_layer of a layer that passes": LAYER.format(factor=2),
    "check_layer of a layer that fails": LAYER.format(factor=1),
    "ethan (its help)": "from ethan_check.command import main; main([])",
    "pytest of an empty test": "import pytest; pytest.main(['-q', '-p', 'no:ethan', 'test_nothing.py'])",
    "the same with Ethan installed": "import pytest; pytest.main(['-q', 'test_nothing.py'])",
}
"""What is run, by what it is called."""


def loaded(code: str, folder: Path) -> list[str]:
    """Which of the heavy packages a process has loaded when it ends."""
    told = f"{code}\nimport sys; print('\\n' + ' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    return _run(told, folder).splitlines()[-1].split()


def seconds(code: str, folder: Path) -> float:
    """The processor time of a process that runs it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(code, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(repeats: int) -> Iterator[tuple[str, float, list[str]]]:
    """What was run, its processor time, and the heavy packages that it has loaded."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
        for title, code in IMPORTS.items():
            heavy = loaded(code, folder)  # Which compiles whatever is not compiled yet.
            yield title, min(seconds(code, folder) for _ in range(repeats)), heavy


def _run(code: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder, env=environment
    )
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5, help="the least of so many runs counts")
    for title, took, heavy in rows(parser.parse_args().repeats):
        print(f"{title:<42} {1000 * took:>6.0f} ms  {' '.join(heavy)}")


if __name__ == "__main__":
    main()
