"""How a process ended, and where."""

import os
import sys
import sysconfig

import pytest

from ethan_check.isolation.ending import how_it_ended, place_in


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "ended its process (exit code 0)"),
        (-11, "ended its process (signal SIGSEGV)"),
        (-999, "ended its process (signal 999)"),
        (None, "ended its process"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals have other names there")
def test_the_code_in_words(code, words):
    assert how_it_ended(code) == words


def test_the_innermost_line_of_the_layers_own_code(tmp_path):
    standard = os.path.join(sysconfig.get_path("stdlib"), "ctypes", "__init__.py")
    dump = tmp_path / "dump"
    dump.write_text(
        "Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n"
        f'  File "{standard}", line 519 in string_at\n'
        '  File "/home/me/layers.py", line 7 in forward\n'
        '  File "/x/ethan_check/subject/runner.py", line 187 in run_forward\n'
    )
    assert place_in(dump) == " (/home/me/layers.py:7)"
    dump.write_text("cut sho")
    assert place_in(dump) == ""
