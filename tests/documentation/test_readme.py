"""What the README shows of a first verdict, and a page of an account, is what happens."""

import re
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGE = (ROOT / "docs" / "how-it-decides.md").read_text()
SECTION = PAGE[PAGE.index("**What a pass means.**") : PAGE.index("**What it does not mean.**")]


def without_numbers(line):
    """How small an error would be caught may differ between machines."""
    return re.sub(r"\d+e-\d+", "...", line).rstrip()


@pytest.fixture
def shown():
    code, message, summary = re.findall(r"```(?:python)?\n(.*?)```", SECTION, re.DOTALL)
    return code, message.splitlines(), [without_numbers(line) for line in summary.splitlines()]


def run(pytester, code, table):
    pytester.makepyfile(layers=f"import numpy as np\n\n\n{code}")
    pytester.makepyprojecttoml(f'[tool.ethan.layers."layers:Norm"]\n{table}')
    return [without_numbers(line) for line in pytester.runpytest_subprocess("--ethan-check", "-v").outlines]


def test_the_account_of_the_page_is_the_one_that_is_printed(pytester, shown):
    code, message, summary = shown
    lines = run(pytester, code, 'input = "N 3"\n')
    assert set(message) <= set(lines)
    assert not set(summary) <= set(lines)
    lines = run(pytester, code, 'input = "N 3"\nfrozen = ["prior"]\n')
    assert set(summary) <= set(lines)


def test_the_first_verdict_is_the_one_that_is_printed(pytester):
    section = README[README.index("## A first verdict") :]
    code, verdict = re.findall(r"```(?:python|console)\n(.*?)```", section, re.DOTALL)[:2]
    pytester.makepyfile(layers=code)
    command, *lines = verdict.splitlines()
    result = pytester.run(sys.executable, "-m", "ethan_check.command", *command.split()[2:])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    printed, shown = ([re.sub(r"\de-\d+$", "", line) for line in text] for text in (result.outlines, lines))
    start = printed.index(shown[0])
    assert printed[start : start + len(shown)] == shown  # Nothing is left out.
