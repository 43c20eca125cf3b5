"""Files that the documentation and the configuration name are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(
    r"\b(?:tests|benchmarks|examples|docs|ethan_core|ethan_check|plugins)/[\w./-]*\.(?:py|toml|md)\b"
)


@pytest.mark.parametrize(
    "file", ["tox.ini", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml"]
)
def test_every_file_that_is_named_exists(file):
    named = NAMED.findall((ROOT / file).read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []
