"""Every component has a page, and the pages show what the components say of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ethan_core.reference  # noqa: F401  (registers the components)
from ethan_core.formula import parse_formulas, parse_section, write_latex
from ethan_core.registry import default_registry

DOCS = Path(__file__).parents[2] / "docs"
COMPONENTS = sorted(
    entry.name for entry in default_registry if entry.target.__module__.startswith("ethan_core.")
)
SECTIONS = ("Properties", "Limits", "Kinks", "Stability")

pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the pages are not part of the source distribution")


def page(name):
    return (DOCS / "components" / f"{name.partition('.')[0]}.md").read_text()


def test_there_are_pages_for_all_components_and_no_others():
    assert len(COMPONENTS) == 13
    expected = {name.partition(".")[0] for name in COMPONENTS}
    assert {path.stem for path in (DOCS / "components").glob("*.md")} == expected


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_page_has_all_sections_and_none_is_empty(name):
    text = page(name)
    for section in SECTIONS:
        assert re.search(rf"^## {section}\n\n\S", text, re.MULTILINE), section


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name != "sequential.v1"])
def test_a_page_shows_the_formulas_and_contract_of_its_component(name):
    assert f"{{{{ formula {name} }}}}" in page(name)
    assert f"{{{{ contract {name} }}}}" in page(name)
    lines = parse_formulas(parse_section(default_registry.get(name).target.__doc__)).lines
    assert len(lines) >= 2
    assert all(write_latex(line) for line in lines)


@pytest.mark.parametrize("file", ["index.md", "../mkdocs.yml"])
def test_every_page_can_be_reached(file):
    text = (DOCS / file).read_text()
    assert all(f"components/{name.partition('.')[0]}.md" in text for name in COMPONENTS)
