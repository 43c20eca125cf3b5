"""Every check has a code of its own, and every code a section of the page; what fails prints it."""

import re
from pathlib import Path

import numpy as np
import pytest

from ethan_check import check_function
from ethan_check.checks import builtin_checks
from ethan_check.checks.base import code_of
from ethan_check.diagnosis.codes import codes

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
CODES = {code_of(check): check.name for check in builtin_checks()}

needs_page = pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of the source distribution")


def test_no_two_checks_share_a_code_and_none_has_that_of_a_diagnosis():
    assert len(CODES) == len(builtin_checks())
    assert all(re.fullmatch(r"ETH0\d\d", code) for code in CODES)
    assert not set(CODES) & set(codes())


@needs_page
@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_row_and_a_section_with_a_wrong_line_and_the_one_that_mends_it(code):
    name, page = CODES[code], PAGE.read_text()
    assert f"| [{code}](#{code.lower()}-{name}) | `{name}` |" in page
    section = page.partition(f"## {code}: {name}\n")[2].partition("\n## ")[0]
    assert "**Why it is wrong.**" in section
    example = section.partition("```python")[2]
    assert "# wrong" in example
    assert "# right" in example


@needs_page
def test_the_page_has_no_other_sections():
    assert set(re.findall(r"^## (ETH\d+)", PAGE.read_text(), re.MULTILINE)) == set(CODES)


def test_what_fails_prints_the_code_of_its_check_or_of_its_mistake():
    def writes(g, x):
        g *= 2.0 * x
        return g

    x = np.array([0.3, -1.2, 2.5])
    impure = check_function(lambda x: x**2, writes, x, checks=("purity",))
    assert impure.message.partition("\n")[0].endswith("writes into the cotangent [ETH005]")
    wrong = check_function(lambda x: x**2, lambda g, x: g * x, x, checks=("gradient",))
    assert "[ETH001]" not in wrong.message
    assert re.search(r"  looks like: .* \[ETH1\d\d\]$", wrong.message, re.MULTILINE)


def test_what_several_checks_meet_is_told_once_with_the_code_of_shapes():
    x = np.array([[0.3, -1.2, 2.5]])
    report = check_function(lambda x: x**2, lambda g, x: 2 * x[0], x)
    assert len({finding.check for finding in report.failures}) > 1
    assert report.message.count("has shape") == report.message.count("[ETH009]") == 1
