"""The examples do what they say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.newest_only

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_the_network_learns_to_read_digits(capsys):
    pytest.importorskip("sklearn", reason="scikit-learn is not installed; it has the images")
    example = runpy.run_path(str(EXAMPLES / "digits.py"))
    assert example["main"]() >= 0.97
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == example["EPOCHS"]
    assert lines[0].startswith("epoch  1  loss ")
