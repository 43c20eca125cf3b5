"""That a command was misused."""

from ethan_check.commands.error import CommandError


def test_it_is_its_line():
    assert str(CommandError("no store is configured")) == "no store is configured"
