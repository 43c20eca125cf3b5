"""What people call a layer."""

import pytest

from ethan_check.loading.things import Thing, read_thing
from ethan_core.errors import RegistrationError
from loading.samples import PLAIN


@pytest.fixture
def folder(modules):
    for name in (
        "plain",
        "package.__init__",
        "package.inner",
        "package.v1",
        "loose.one",
        "loose.two",
        "loose.test_one",
    ):
        modules.write(name, PLAIN)
    return modules.path


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("plain.py", ["plain"]),
        ("./plain.py", ["plain"]),
        ("plain.py:Negate", ["plain:Negate"]),
        ("plain.py::Negate", ["plain:Negate"]),
        ("plain:Negate", ["plain:Negate"]),
        ("plain::Negate", ["plain:Negate"]),
        ("plain.Negate", ["plain:Negate"]),
        ("plain", ["plain"]),
        ("package", ["package"]),
        ("package/", ["package"]),
        ("package/inner.py", ["package.inner"]),
        ("package.inner", ["package.inner"]),
        ("package.inner.Negate", ["package.inner:Negate"]),
        ("loose/", ["one", "two"]),
        ("negate.v0", [":negate.v0"]),
        ("layer-2.dense.v12", [":layer-2.dense.v12"]),
        ("package.v1", ["package.v1"]),
        ("no.such.module", ["no.such.module"]),
    ],
)
def test_every_way_to_write_it_is_understood(folder, text, sources):
    assert list(read_thing(text, folder).sources) == sources


def test_a_file_brings_the_folder_that_has_to_be_on_the_path(folder):
    assert read_thing(str(folder / "package/inner.py"), folder.parent) == Thing(("package.inner",), folder)
    assert read_thing("plain", folder).folder is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plane.py", "plane.py: there is no such file; did you mean plain.py?"),
        ("nowhere/layers.py", "nowhere/layers.py: there is no such file"),
        ("notes.txt", "notes.txt: is no Python file, module or folder of them"),
        ("my-layers.py", "my-layers.py: Python cannot import 'my-layers'; rename the file, as in layers.py"),
        ("empty/", "empty/: no Python file is in this folder"),
    ],
)
def test_what_cannot_be_is_one_line(folder, text, message):
    folder.joinpath("notes.txt").write_text("")
    folder.joinpath("my-layers.py").write_text("")
    folder.joinpath("empty").mkdir()
    with pytest.raises(RegistrationError) as caught:
        read_thing(text, folder)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["json", "time"])
def test_a_file_that_python_takes_for_another_is_one_line(folder, name):
    __import__(name)
    folder.joinpath(f"{name}.py").write_text(PLAIN)
    with pytest.raises(
        RegistrationError, match=f"{name}.py: Python has a module '{name}' already, .*; rename"
    ):
        read_thing(f"{name}.py", folder)
