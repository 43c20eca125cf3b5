"""Text of somebody else's: printable, in one line, of bounded length."""

import pytest

from ethan_core.plain_text import name_of, plain, plain_line, readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as it is", "as it is"),
        ("two\nlines", "two\nlines"),
        ("Größe \U0001f600", "Größe \U0001f600"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\x00b\rc", "a\\x00b\\rc"),
        ("\ud800", "\\ud800"),
        ("\u202eback", "\\u202eback"),
    ],
)
def test_what_cannot_be_printed_is_written_out(text, expected):
    assert plain(text) == expected
    plain(text).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("\n \n", ""), ("first\nsecond", "first"), ("\r\n  first", "first"), ("a\x85b", "a")],
)
def test_a_line_is_the_first_that_is_not_blank(text, expected):
    assert plain_line(text) == expected


@pytest.mark.parametrize("text", ["x" * 10**7, "\x1b" * 10**7, "\n" * 10**7, "x" * 301])
def test_a_line_is_bounded(text):
    line = plain_line(text)
    assert len(line) <= 300
    assert line.endswith(" ...") or not line


def test_a_class_has_a_name_whatever_its_metaclass_says():
    class Meta(type):
        @property
        def __name__(cls):
            raise RuntimeError

    assert name_of(Meta("Nameless", (), {})) == "Nameless"
    assert name_of(type("Two\nlines", (), {})) == "Two"


@pytest.mark.parametrize("text", ["short", "\ud800", "x" * 10**5, "\ud800" * 10**5, "a\n" + "b" * 10**5])
def test_a_message_is_readable_whatever_it_quotes(text):
    found = readable(text)
    assert max(map(len, found.split("\n"))) <= 600
    assert found.count("\n") == text.count("\n")
    found.encode()
    assert readable("x" * 10**5 + "the end").endswith("the end")
