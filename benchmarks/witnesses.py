"""Which tests may see that a constant was moved: those its text names, those of its users, and all others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from moved_constants import ROOT, Constant

__all__ = ["GENERAL", "general", "near"]

_TESTS = ROOT / "tests"
_PACKAGE = ROOT / "ethan_check"

_FORM_ONLY = {"tests/numerics/test_tolerances.py"}
"""It reads the table of constants itself: no verdict turns there."""

GENERAL = (
    "tests/verdict",
    "tests/checks",
    "tests/engine",
    "tests/diagnosis",
    "tests/numerics",
    "tests/cases",
    "tests/oracle",
    "tests/subject",
)
"""Asked of every constant that the nearer tests do not see, in this order."""


def near(constant: Constant) -> list[str]:
    """The tests that a constant's text names, then those of the modules that import it."""
    named = re.findall(r"tests(?:/\w+)+(?:\.py)?", constant.text)
    return _once(file for path in [*named, *_tests_of_users(constant)] for file in _files(path))


def general(constant: Constant) -> list[str]:
    """All others."""
    asked = set(near(constant))
    return _once(file for path in GENERAL for file in _files(path) if file not in asked)


def _tests_of_users(constant: Constant) -> list[str]:
    """`ethan_check/verdict/judge.py` imports a constant; `tests/verdict/test_judge.py` is its test."""
    imports = re.compile(rf"tolerances\.{constant.group} import (?:\([^)]*\b|[^(\n]*\b){constant.name}\b")
    users = [file for file in sorted(_PACKAGE.rglob("*.py")) if imports.search(file.read_text())]
    places = [file.relative_to(_PACKAGE) for file in users]
    return [f"tests/{place.parent.as_posix()}/test_{place.name}" for place in places]


def _files(path: str) -> list[str]:
    """The test files of a folder, or the one of that name, where there is one."""
    place = ROOT / path
    files = sorted(place.rglob("test_*.py")) if place.is_dir() else [place] * place.is_file()
    return [file.relative_to(ROOT).as_posix() for file in files]


def _once(files: Iterable[str]) -> list[str]:
    return [file for file in dict.fromkeys(files) if file not in _FORM_ONLY]
