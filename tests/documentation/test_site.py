"""Every page of the site can be reached, and every link between pages leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the pages are not part of the source distribution")

PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)")


def test_every_page_stands_in_the_navigation_once():
    config = (ROOT / "mkdocs.yml").read_text()
    named = re.findall(r"^ +- (?:.*: )?([\w./-]+\.md)$", config[config.index("\nnav:") :], re.MULTILINE)
    assert sorted(named) == PAGES


@pytest.mark.parametrize("file", [*PAGES, "../README.md"])
def test_every_link_leads_to_a_file(file):
    path = (DOCS / file).resolve()
    gone = [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert gone == []


def test_the_first_screen_of_the_readme_is_short_and_has_one_command():
    first = (ROOT / "README.md").read_text().partition("\n## In CI")[0]
    assert len(first.splitlines()) <= 60
    assert re.findall(r"^(?:\$ )?(ethan check .*)$", first, re.MULTILINE) == ["ethan check layers.py"] * 2


def test_the_first_page_shows_the_failure_of_the_readme():
    (shown,) = re.findall(r"```console\n\$ .*?```", (DOCS / "index.md").read_text(), re.DOTALL)
    assert shown in (ROOT / "README.md").read_text()


def test_examples_in_docstrings_become_code():
    pytest.importorskip("griffe", reason="what builds the pages is not installed")
    import importlib.util

    spec = importlib.util.spec_from_file_location("examples", DOCS / "_hooks" / "doctest_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = "What it does.\n\n>>> f(\n...     1)\n2\n>>> f(2)\n3\n\nMore."
    assert module.fenced(text).split("\n")[2:9] == [
        "```pycon", ">>> f(", "...     1)", "2", ">>> f(2)", "3", "```",
    ]  # fmt: skip
