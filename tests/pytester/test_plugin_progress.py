"""Signs of life, as they reach a terminal and a log."""

import os
import pty
import sys
from contextlib import suppress

import pytest
from pytest_plugin.screen import Screen

AT_ONCE = """
from ethan_check.pytest_plugin import progress

progress.SLOW = progress.OFTEN = progress.SELDOM = 0.0
"""
"""Nobody waits for a slow layer here: every layer is one."""

RUN = ("--ethan-only", "--ethan-layers=layers", "-p", "no:cacheprovider")


def told(lines):
    return [line for line in lines if line.startswith("ethan: good.v1: ")]


def in_a_terminal(project, *arguments):
    """What a run writes to a terminal of 100 columns."""
    command = [sys.executable, "-m", "pytest", *RUN, "--ethan-checks=gradient,shapes", *arguments]
    process, terminal = pty.fork()
    if not process:
        os.chdir(project.path)
        os.environ.update(TERM="xterm", COLUMNS="100")
        os.execv(sys.executable, command)
    written = b""
    with suppress(OSError):  # Which is how the end of it reads.
        while part := os.read(terminal, 65536):
            written += part
    os.waitpid(process, 0)
    os.close(terminal)
    return written.decode()


@pytest.fixture
def slow(layers):
    layers.module("conftest", AT_ONCE)
    return layers


@pytest.mark.parametrize("arguments", [(), ("-q",), ("-v",), ("-s",), ("-n", "1")], ids=" ".join)
def test_a_terminal_has_a_line_that_goes_and_leaves_nothing(slow, layers, arguments):
    if "-n" in arguments:
        pytest.importorskip("xdist")
    written = in_a_terminal(slow, *arguments)
    assert "ethan: good.v1: " in written
    lines = Screen(written).lines
    assert not any("ethan: good.v1: " in line for line in lines)
    assert not any("ethan: halved.v1: " in line for line in lines)
    assert any("2 layers: 1 pass, 1 fail" in line for line in lines)
    slow.module("conftest", "")
    without = Screen(in_a_terminal(slow, *arguments)).lines
    assert lines[:-2] == without[:-2] or "-n" in arguments  # The last one says how long it took.


def test_a_log_has_plain_lines(slow):
    result = slow.run_apart(*RUN)
    lines = told(result.outlines)
    assert any(line.startswith("ethan: good.v1: gradient, case ") for line in lines)
    assert any(line.endswith("; 0 of 2 layers done") for line in lines)
    assert "\x1b" not in result.stdout.str()


def test_a_usual_run_of_quick_layers_says_nothing(layers):
    assert told(layers.run(*RUN).outlines) == []


def test_the_command_shows_it_too(slow):
    result = slow.pytester.run(
        sys.executable, "-m", "ethan_check.command", "check", "layers", "--", "--ethan-checks=gradient,shapes"
    )
    assert told(result.outlines)


def test_what_a_layer_prints_stays_captured(slow):
    slow.edit("layers", "self.X = X\n", "self.X = X\n        print('chatter')\n")
    result = slow.run_apart(*RUN)
    assert told(result.outlines)
    assert "chatter" not in result.stdout.str()


def test_no_layer_is_said_to_change_the_streams(slow):
    assert "changes" not in slow.run_apart(*RUN).stdout.str()


def test_without_a_terminal_reporter_the_run_goes_on(slow):
    result = slow.run_apart(*RUN, "-p", "no:terminal")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "Traceback" not in result.stderr.str()
