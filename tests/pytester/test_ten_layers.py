"""What docs/ten-layers.md shows is what happens."""

import re
import shutil
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "ten-layers.md").read_text()


@pytest.fixture
def demo(project):
    shutil.copytree(DOCS / "demo", project.path, dirs_exist_ok=True)
    return project


def without_numbers(text):
    """Lines of a section; how small an error would be caught may differ between machines."""
    return [re.sub(r"\d+e-\d+ in one entry of \w+", "...", line).rstrip() for line in text.splitlines()]


def test_the_verdicts_are_those_of_the_page(demo):
    result = demo.run("--ethan-check", "--all-checks")
    start = next(number for number, line in enumerate(result.outlines) if "= ethan =" in line)
    end = next(number for number, line in enumerate(result.outlines) if line.startswith("10 layers"))
    section = without_numbers("\n".join(result.outlines[start + 1 : end + 1]))
    assert len(section) == 11
    assert section == [line for line in without_numbers(PAGE) if line in section]
    for layer in ("embedding", "layernorm", "sigmoid"):
        (headline,) = [line for line in PAGE.splitlines() if line.startswith(f"{layer}.v0: ")]
        result.stdout.fnmatch_lines([headline.partition(", by up")[0] + "*"])
        message = PAGE[PAGE.index(headline) :].partition("\n```")[0].splitlines()
        lines = [
            line
            for line in message
            if re.match("  (looks like|smallest case that shows it|read as): |see it again", line)
        ]
        assert len(lines) >= 3
        assert set(lines) <= set(result.outlines)


def test_ten_lines_of_configuration_are_enough_and_those_of_the_page(demo):
    lines = (DOCS / "demo" / "pyproject.toml").read_text().strip().splitlines()
    assert len(lines) <= 10
    assert "\n".join(lines) in PAGE


def test_without_configuration_it_prints_the_templates_of_the_page(demo):
    (demo.path / "pyproject.toml").unlink()
    result = demo.run("--ethan-check", "mylayers.py")
    shown = PAGE[PAGE.index("mylayers:Embedding: ") : PAGE.index("\n...\n")].strip().split("\n\n")
    assert len(shown) == 2
    printed = "\n".join(result.outlines)
    assert all(block in printed for block in shown)
