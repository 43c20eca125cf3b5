"""Who is the odd one out: the table of the module's docstring, line by line."""

from __future__ import annotations

import pytest

from ethan_check.oracle import attribution
from ethan_check.oracle.attribution import PAIRS, Blame, blame, in_words

COLUMNS = ("Ff", "fb", "Bb", "Bf", "FB", "Fb")
ANSWERS = {"yes": True, "no": False, "?": None}


def rows():
    """The lines of the table as agreements and what is wrong."""
    lines = attribution.__doc__.split("wrong\n", 1)[1].split("\n\n", 1)[0].splitlines()
    for line in lines:
        *answers, verdict = line.split(maxsplit=len(COLUMNS))
        yield dict(zip(COLUMNS, map(ANSWERS.__getitem__, answers), strict=True)), verdict


@pytest.mark.parametrize(("agreements", "verdict"), list(rows()), ids=[verdict for _, verdict in rows()])
def test_the_table_is_what_is_said(agreements, verdict):
    found = blame(agreements)
    named, _, _ = verdict.partition(":")
    assert found.either == (named == "either")
    if not found.either:
        assert set(found.parties) == set(named.replace("the ", "").split(" and "))


def test_there_is_a_table_of_every_kind():
    assert len(list(rows())) == 11
    assert sum(verdict.startswith("either") for _, verdict in rows()) == 3


def test_where_nothing_disagrees_nothing_is_wrong():
    assert blame(dict.fromkeys(PAIRS, True)) == Blame((), ())
    assert blame(dict.fromkeys(PAIRS, None)) == Blame((), ())


def test_the_documentation_s_two_parts_are_told_apart():
    its_derivative = {"Ff": True, "fb": False, "Bb": False, "Bf": True, "FB": True, "Fb": False}
    its_forward = {"Ff": False, "fb": False, "Bb": True, "Bf": False, "FB": True, "Fb": True}
    assert blame(its_derivative).witnesses == ("b",)
    assert blame(its_forward).witnesses == ("f",)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Blame(("forward",), ("F",)), "the forward is wrong"),
        (Blame(("forward", "backward"), ("F", "B")), "the forward and the backward are wrong"),
        (Blame(("forward", "documentation"), ("F", "f"), True), "the forward or the documentation is wrong"),
        (
            Blame(("forward", "documentation", "backward"), ("F", "f", "B"), True),
            "the documentation or the code is wrong",
        ),
    ],
)
def test_a_verdict_reads_as_a_sentence(verdict, words):
    assert str(verdict) == words


def test_pairs_that_are_unknown_are_not_told():
    assert in_words({"Ff": True, "Bb": None}) == "agree: forward and the documented forward"
    assert in_words({}) == ""
