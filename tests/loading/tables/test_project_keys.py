"""What a file says of a project beside its tables of layers."""

import pytest

from ethan_check.loading.tables.project_keys import read_project_keys
from ethan_core.errors import RegistrationError


@pytest.mark.parametrize(
    "content",
    [
        {"aliases": {"a.b": "c.d"}},
        {"baseline": "gradients", "isolate": False},
        {"isolate": True, "timeout": 60},
        {"timeout": 0},
        {"timeout": 1.5},
    ],
)
def test_what_can_be_used_is_taken(content):
    assert read_project_keys({**content, "layers": {}}, "ethan.toml") == content


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("aliases", 7, "aliases is 7, expected dotted names, as in "),
        ("aliases", {"a": 1}, "aliases is { a = 1 }, expected dotted names"),
        ("baseline", "", "baseline is '', expected a folder"),
        ("isolate", "yes", "isolate is 'yes', expected true or false"),
        ("isolate", 1, "isolate is 1, expected true or false"),
        ("timeout", True, "timeout is true, expected seconds, as in 600, or 0 for no limit"),
        ("timeout", -1, "timeout is -1, expected seconds"),
        ("timeout", float("nan"), "timeout is nan, expected seconds"),
        ("timeout", float("inf"), "timeout is inf, expected seconds"),
        ("timeout", [60], "timeout is [60], expected seconds"),
    ],
)
def test_what_cannot_be_used_is_one_line(key, value, expected):
    with pytest.raises(RegistrationError) as caught:
        read_project_keys({key: value}, "ethan.toml")
    assert str(caught.value).startswith(f"ethan.toml: {expected}")
