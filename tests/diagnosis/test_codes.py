"""Every diagnosis has a code of its own, and every code a section of the page."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import ethan_check.diagnosis
from ethan_check.diagnosis import diagnoses
from ethan_check.diagnosis.codes import codes

PAGE = Path(__file__).parents[2] / "docs" / "diagnoses.md"


def test_no_two_diagnoses_share_a_code():
    package = ethan_check.diagnosis
    modules = [
        import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    ]
    stated = [module.CODE for module in modules if hasattr(module, "CODE")]
    assert len(set(stated)) == len(stated) == len(codes())
    assert {module.CODE for module in diagnoses()} <= set(stated)
    assert all(re.fullmatch(r"ETH[1-5]\d\d", code) for code in stated)


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of the source distribution")
@pytest.mark.parametrize("code", codes())
def test_every_code_has_a_section_with_a_wrong_line_and_the_one_that_mends_it(code):
    name, _ = codes()[code]
    _, _, rest = PAGE.read_text().partition(f"## {code}: {name}\n")
    section = rest.partition("\n## ")[0]
    assert "```python" in section
    assert "# wrong" in section
    assert "# right" in section
    assert len(section.partition("```python")[0].strip()) > 40


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of the source distribution")
def test_the_page_has_no_other_sections():
    assert set(re.findall(r"^## (ETH\d+)", PAGE.read_text(), re.MULTILINE)) == set(codes())
