"""Which arguments name layers."""

import pytest

from ethan_check.pytest_plugin.positional import names_layers

FILES = {
    "layers.py": "class A: ...",
    "checks.py": "def test_it(): ...",
    "test_a.py": "",
    "conftest.py": "",
    "package/__init__.py": "",
    "package/inner.py": "",
    "tested/__init__.py": "",
    "tested/tests/test_b.py": "",
    "folder/layers.py": "",
    "notes.txt": "",
}


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("layers.py", True),
        ("layers.py:A", True),
        ("layers.py::A", True),
        ("checks.py", False),
        ("checks.py::test_it", False),
        ("test_a.py", False),
        ("test_a.py::test_it", False),
        ("test_c.py", False),
        ("layrs.py", True),
        ("conftest.py", False),
        ("package", True),
        ("package/", True),
        ("package/inner.py", True),
        ("tested", False),
        ("folder", False),
        (".", False),
        ("notes.txt", False),
        ("package.inner", True),
        ("package.inner:A", True),
        ("package.inner.A", True),
        ("dense.v1", True),
        ("ethan::dense.v1", False),
        ("no/such/folder", False),
        ("", False),
    ],
)
def test_python_without_tests_and_what_is_no_path_names_layers(tmp_path, argument, expected):
    for name, source in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    assert names_layers(argument, tmp_path, ["test_*.py", "*_test.py"]) is expected
