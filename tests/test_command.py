"""The command `ethan`."""

import subprocess
import sys

import pytest

from ethan_check.command import main


def test_without_a_command_it_says_which_there_are(capsys):
    assert main([]) == 4
    assert "report" in capsys.readouterr().out


def test_help_of_a_subcommand_says_what_it_takes(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", "--help"])
    assert ended.value.code == 0
    assert "RESULTS.json" in capsys.readouterr().out


def test_an_unknown_command_is_misuse(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["raport"])
    assert ended.value.code == 4
    assert "raport" in capsys.readouterr().err


def test_to_say_what_it_can_it_loads_nothing_heavy():
    code = (
        "import sys; from ethan_check.command import main; main([]); "
        "print({'numpy', 'pytest', 'hypothesis', 'mpmath', 'jinja2', 'matplotlib'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("set()\n")
