"""A line that comes and goes, and breaks nothing."""

import io
from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.status_line import StatusLine
from pytest_plugin.screen import Screen


class Terminal(io.StringIO):
    """A file that is a terminal, or is not."""

    def __init__(self, is_terminal):
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self):
        return self._is_terminal


class Reporter:
    """As much of pytest's terminal reporter as the line needs."""

    def __init__(self, file):
        self.file = file

    def ensure_newline(self): ...

    def write_line(self, text):
        self.file.write(f"{text}\n")

    def flush(self): ...


def line_on(file, column=0, width=40):
    writer = SimpleNamespace(_file=file, width_of_current_line=column, fullwidth=width)
    plugins = {"terminalreporter": Reporter(file)}
    line = StatusLine(
        SimpleNamespace(
            get_terminal_writer=lambda: writer, pluginmanager=SimpleNamespace(get_plugin=plugins.get)
        )
    )
    line.look()
    return line


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


def test_under_a_terminal_it_stands_below_and_leaves_nothing_behind():
    file = Terminal(True)
    file.write("ethan ..")
    line = line_on(file, column=8)
    line.show("case 1")
    assert Screen(file.getvalue()).lines == ["ethan ..", "case 1"]
    line.show("case")
    assert Screen(file.getvalue()).lines == ["ethan ..", "case"]
    line.clear()
    line.clear()
    file.write(".")
    assert Screen(file.getvalue()).lines == ["ethan ...", ""]


def test_on_an_empty_line_it_stands_there():
    file = Terminal(True)
    line = line_on(file)
    line.show("case 1")
    assert Screen(file.getvalue()).lines == ["case 1"]
    line.clear()
    assert Screen(file.getvalue()).lines == [""]


def test_a_reporter_without_a_column_gets_its_line_back():
    file = Terminal(True)
    file.write("ethan ..")
    line = line_on(file, column=-1)
    line.show("case 1")
    line.clear()
    file.write("ethan ...")
    assert Screen(file.getvalue()).lines == ["ethan ...", ""]


def test_it_never_takes_two_lines():
    file = Terminal(True)
    line_on(file, width=10).show("0123456789")
    assert Screen(file.getvalue()).lines == ["012345678"]


def test_elsewhere_it_is_a_line_that_stays():
    file = Terminal(False)
    line = line_on(file)
    line.show("case 1")
    line.clear()
    assert file.getvalue() == "case 1\n"


def test_in_the_middle_of_dots_it_begins_a_line():
    file = Terminal(False)
    file.write("...")
    line_on(file, column=3).show("case 1")
    assert file.getvalue() == "...\ncase 1\n"


def test_a_dumb_terminal_is_none(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert not line_on(Terminal(True)).is_live


@pytest.mark.parametrize("is_terminal", [True, False])
def test_output_that_is_closed_ends_the_lines_and_nothing_else(is_terminal):
    file = Terminal(is_terminal)
    line = line_on(file, column=3)
    file.close()
    line.show("case 1")
    line.show("case 2")
    line.clear()


def test_without_a_terminal_reporter_there_are_no_lines():
    def missing():
        raise AssertionError

    line = StatusLine(SimpleNamespace(get_terminal_writer=missing, pluginmanager=None))
    line.look()
    line.show("case 1")
    line.clear()
    assert not line.is_live
