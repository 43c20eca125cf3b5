"""A whole configuration file."""

from fnmatch import fnmatch

import pytest

from ethan_check.loading.tables.file import Configuration, read_configuration
from ethan_core.errors import RegistrationError
from loading.tables.describing import read


def test_a_pyproject_has_its_tables_under_tool_ethan(tmp_path):
    configuration = read(tmp_path, '[tool.ethan.layers."nn:Conv"]\n[tool.other]\n')
    assert configuration.sources == ("nn:Conv",)
    assert (configuration.file, configuration.group) == ("pyproject.toml", "tool.ethan.layers")


def test_a_file_of_its_own_has_them_straight_away(tmp_path):
    file = tmp_path / "ethan.toml"
    file.write_text('[layers."nn:Conv"]\n[aliases]\n"math.x" = "math.pi"\n')
    configuration = read_configuration(file)
    assert configuration.sources == ("nn:Conv",)
    assert configuration.aliases == {"math.x": "math.pi"}
    assert (configuration.file, configuration.group) == ("ethan.toml", "layers")


def test_a_file_without_tables_says_nothing(tmp_path):
    assert read(tmp_path, "[project]\nname = 'x'\n") == Configuration()


def test_several_tables_of_one_layer_are_numbered(tmp_path):
    configuration = read(tmp_path, '[[tool.ethan.layers."nn:Conv"]]\n' * 2)
    assert [table.location.number for table in configuration.tables] == [1, 2]
    assert configuration.sources == ("nn:Conv",)


def test_a_table_that_is_wrong_lets_the_others_be_read(tmp_path):
    configuration = read(tmp_path, '[tool.ethan.layers."nn:A"]\ninptu = 3\n[tool.ethan.layers."nn:B"]\n')
    assert [table.source for table in configuration.tables] == ["nn:B"]
    ((source, error),) = configuration.errors
    assert source == "nn:A"
    assert str(error).startswith('pyproject.toml, [tool.ethan.layers."nn:A"]: inptu is no key')
    assert configuration.sources == ("nn:B", "nn:A")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "ethan.toml: cannot be read: No such file or directory"),
        ("[layers", "ethan.toml: is not TOML: Expected ']'*"),
        ("layer = 3", "ethan.toml: layer is no key; did you mean layers?"),
        ("layers = 3", "ethan.toml: layers is 3, expected tables named after layers"),
        ("budget = -1", "ethan.toml: budget is -1, expected the seconds that a layer may take: *"),
        (
            "aliases = 3",
            'ethan.toml: aliases is 3, expected dotted names, as in { "collections.Hashable" = *',
        ),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path, text, message):
    file = tmp_path / "ethan.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(RegistrationError) as caught:
        read_configuration(file)
    assert fnmatch(str(caught.value), message.replace("[", "[[]")), caught.value


def test_bytes_that_are_no_text_are_no_toml(tmp_path):
    (tmp_path / "ethan.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RegistrationError, match=r"ethan\.toml: is not TOML"):
        read_configuration(tmp_path / "ethan.toml")


def test_an_unknown_key_of_a_pyproject_names_its_table(tmp_path):
    with pytest.raises(RegistrationError) as caught:
        read(tmp_path, "[tool.ethan.layer]\n")
    assert str(caught.value) == "pyproject.toml, [tool.ethan]: layer is no key; did you mean layers?"
