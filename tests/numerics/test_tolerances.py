"""The table of numbers: each has a unit, a reason and what fixed it, and each is used."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import ethan_check.numerics.tolerances as table

pytestmark = pytest.mark.newest_only

PACKAGE = Path(find_spec("ethan_check").origin).parent
ROOT = Path(__file__).parents[2]
TABLE = PACKAGE / "numerics" / "tolerances"

ENTRY = re.compile(r"(?P<what>.+?)\n\nUnit: (?P<unit>[^.]+)\.\s+Fixed\s+by:\s+(?P<why>.+)", re.DOTALL)
LIKE_A_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")


def constants(file):
    """Every UPPER_CASE name that a module assigns at its top: its value's tree, and the text below it."""
    body = ast.parse(file.read_text()).body
    for statement, following in zip(body, [*body[1:], None], strict=True):
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        names = [
            n.id for target in targets for n in ast.walk(target or ast.Pass()) if isinstance(n, ast.Name)
        ]
        is_text = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        text = following.value.value if is_text else ""
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            for name in names:
                if LIKE_A_CONSTANT.fullmatch(name):
                    yield name, statement, text


ENTRIES = {
    (file.stem, name): text
    for file in sorted(TABLE.glob("*.py"))
    if file.stem != "__init__"
    for name, _, text in constants(file)
}
entries = pytest.mark.parametrize("key", ENTRIES, ids=".".join)


def test_there_is_a_table():
    assert len(ENTRIES) > 120
    names = [name for _, name in ENTRIES]
    assert len(set(names)) == len(names)
    assert all(f"    {group} " in table.__doc__ for group, _ in ENTRIES)


@entries
def test_an_entry_says_what_in_which_unit_and_why(key):
    found = ENTRY.fullmatch(ENTRIES[key].strip())
    assert found, f"{'.'.join(key)} needs 'Unit: ... Fixed by: ...' below it"
    assert len(found["what"].split()) >= 5
    assert len(found["why"].split()) >= 1


@entries
def test_the_benchmarks_and_tests_that_an_entry_names_exist(key):
    for name in re.findall(r"(?:benchmarks|tests)(?:/\w+)*(?:\.py)?", ENTRIES[key]):
        assert (ROOT / name).exists(), name


@entries
def test_an_entry_is_public_and_used(key):
    group, name = key
    assert name in import_module(f"ethan_check.numerics.tolerances.{group}").__all__
    elsewhere = (file for file in PACKAGE.rglob("*.py") if file != TABLE / f"{group}.py")
    imported = re.compile(rf"tolerances\.{group} import (?:\([^)]*\b{name}\b|[^(\n]*\b{name}\b)")
    own = (TABLE / f"{group}.py").read_text()
    is_used_here = len(re.findall(rf"\b{name}\b", own)) > 3 or re.search(rf"Final = .*\b{name}\b", own)
    assert is_used_here or any(imported.search(file.read_text()) for file in elsewhere)


def is_a_number(tree):
    """Whether an expression is made of numbers alone: 2.0**-5, (1, 8), 200 * eps."""
    if isinstance(tree, ast.Constant):
        return isinstance(tree.value, int | float) and not isinstance(tree.value, bool)
    if isinstance(tree, ast.BinOp):
        return is_a_number(tree.left) or is_a_number(tree.right)
    if isinstance(tree, ast.UnaryOp):
        return is_a_number(tree.operand)
    return isinstance(tree, ast.Tuple | ast.List) and any(is_a_number(part) for part in tree.elts)


def numbers_without_a_reason(file):
    lines = file.read_text().splitlines()
    for name, statement, text in constants(file):
        above, beside = lines[statement.lineno - 2], lines[statement.end_lineno - 1]
        said = text or "#" in beside or above.lstrip().startswith("#")
        if is_a_number(statement.value) and not said:
            yield name


FILES = [file for file in sorted(PACKAGE.rglob("*.py")) if TABLE not in file.parents]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_number_outside_the_table_has_its_reason_beside_it(file):
    assert not list(numbers_without_a_reason(file))


def tolerances_inside_functions(file):
    """Numbers too small or too large to be a factor or a drawn value, written where they are used."""
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef):
            for part in ast.walk(function):
                number = part.value if isinstance(part, ast.Constant) else None
                if isinstance(number, float) and number and not 0.1 <= number <= 100:
                    yield part.lineno, number


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_tolerance_hides_inside_a_function(file):
    assert not list(tolerances_inside_functions(file))
