"""What a page shows of code that nobody trusts is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

SECTION = (Path(__file__).parents[2] / "docs" / "untrusted-code.md").read_text()
LAYERS, COMMAND, OUTPUT = re.findall(r"```\w+\n(.*?)```", SECTION, re.S)[:3]


def run(folder):
    (folder / "untidy.py").write_text(LAYERS)
    command = COMMAND.removeprefix("$ pytest").split()
    paths = (str(folder), str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
    return subprocess.run(
        [sys.executable, "-m", "pytest", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        timeout=120,  # seconds: on a busy machine
        check=False,
    ).stdout


def test_the_summary_is_the_one_that_is_shown(tmp_path):
    found = [line.rstrip() for line in run(tmp_path).splitlines() if re.match(r"\w+\.v0 +\w", line)]
    assert found == OUTPUT.strip().splitlines()
