"""Tables added to a TOML file."""

import tomllib
from pathlib import Path

import pytest

from ethan_check.proposals.proposal import Proposal
from ethan_check.proposals.toml_file import with_tables
from ethan_core.errors import RegistrationError

FILE, GROUP = Path("pyproject.toml"), "tool.ethan.layers"
TRIED = Proposal(
    "nn:Linear", {"init": {"n_in": 4, "bias": True}, "input": "N 4"}, "[table]\n# init.n_in = ..."
)
OPEN = Proposal("nn:Act", {}, '[table]\n# init.activation = ...\n# input = "N ..."')

MINE = """\
# a project of mine
[project]
name = "mine"   # keep

[tool.ethan.layers]
"nn:Scale" = { init = { features = 4 } }

[tool.other]
x = [
  1,  # one
]
"""


def test_what_is_there_stays_as_it_is_and_the_tables_stand_with_the_others():
    written = with_tables(MINE, GROUP, [OPEN, TRIED], FILE)
    added = """\
[tool.ethan.layers."nn:Act"]
# init.activation = ...
# input = "N ..."

[tool.ethan.layers."nn:Linear"]
init = { n_in = 4, bias = true }
input = "N 4"

"""
    assert written.replace(added, "") == MINE


@pytest.mark.parametrize("group", [GROUP, "layers"])
def test_a_file_is_begun(group):
    written = with_tables("", group, [TRIED], FILE)
    content = tomllib.loads(written)
    for key in group.split("."):
        content = content[key]
    assert content == {"nn:Linear": TRIED.content}
    assert "[tool]\n" not in written


def test_a_table_that_is_there_is_left_alone():
    text = '[tool.ethan.layers."nn:Linear"]\ninput = "N 7"\n'
    assert with_tables(text, GROUP, [TRIED], FILE) == text


@pytest.mark.parametrize(
    "text",
    [
        "[tool.ethan]\nbaseline = 'gradients'\n[project]\nname = 'x'\n[tool.black]\nline = 3\n",
        '[tool.ethan]\nlayers."nn:Scale".input = "N 4"\n',
        "[tool]\nethan = { layers = {} }\n",
        'x = 1\r\n[tool.ethan.layers."nn:A"]\r\ninput = "N 3"\r\n',
    ],
)
def test_however_a_file_is_written_the_tables_are_added_or_one_line_says_why_not(text):
    try:
        written = with_tables(text, GROUP, [TRIED], FILE)
    except RegistrationError as error:
        assert str(error).startswith("pyproject.toml: tool.ethan.layers is written in a way that no table")  # noqa: PT017
    else:
        assert tomllib.loads(written)["tool"]["ethan"]["layers"]["nn:Linear"] == TRIED.content


def test_what_is_no_toml_is_one_line():
    with pytest.raises(RegistrationError, match=r"pyproject\.toml: is not TOML: "):
        with_tables("[tool", GROUP, [TRIED], FILE)
