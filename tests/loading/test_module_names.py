"""Files and the modules that they are."""

import sys

from ethan_check.loading.module_names import is_of_tests, module_of_file, modules_within


def test_a_file_is_imported_from_above_its_outermost_package(modules):
    for name in ("package.__init__", "package.inner.__init__", "package.inner.layers", "plain.layers"):
        modules.write(name, "")
    assert module_of_file(modules.path / "package/inner/layers.py") == (modules.path, "package.inner.layers")
    assert module_of_file(modules.path / "package/inner/__init__.py") == (modules.path, "package.inner")
    assert module_of_file(modules.path / "plain/layers.py") == (modules.path / "plain", "layers")


def test_the_modules_of_a_package_are_listed_without_importing_any(modules):
    for name in ("package.__init__", "package.layers", "package.inner.__init__", "package.inner.deep"):
        modules.write(name, "raise RuntimeError('imported')")
    for name in ("package.test_layers", "package.tests.__init__", "package.conftest", "package.__main__"):
        modules.write(name, "")
    found = list(modules_within("package", [str(modules.path / "package")]))
    assert found == ["package.inner", "package.inner.deep", "package.layers"]
    assert "package" not in sys.modules


def test_tests_are_known_by_their_names():
    assert [name for name in ("tests", "test_a", "a_test", "latest", "contest") if is_of_tests(name)] == [
        "tests", "test_a", "a_test",
    ]  # fmt: skip
