"""What a layer cost, and how accurate it was, by revision of its baseline."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_check.reports.page.pictures import history
from ethan_check.reports.page.pictures.history import by_revision
from ethan_check.reports.words import FIGURES
from reports.runs import past, unjudged

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


def drawn(*states, **numbers):
    return by_revision(unjudged(history=past(*states, **numbers)))


def test_numbers_are_ratios_to_the_first_and_the_caption_says_what_moved():
    picture = drawn(
        "new", "costlier", "less accurate", forward=(30, 60, 60), bytes=(96, 96, 96), ulps=(0.5, 0.5, 900.0)
    )
    assert picture.title == "Cost and accuracy, by revision of the baseline"
    assert picture.caption == (
        "Each number as a ratio to the first one known, the oldest revision on the left; higher is worse. "
        "Last: 2 times the first calls of forward, 1.8e+03 times the first units in the last place. "
        "Dashed lines mark where a value changed or became less accurate."
    )
    for label in ("calls of forward", "bytes", "units in the last place", "changed or less accurate"):
        assert f">{label}<" in picture.svg
    assert ">rounding<" not in picture.svg
    assert all(f">2026-01-0{day}<" in picture.svg for day in (1, 2, 3))


def test_where_nothing_moved_that_is_said_and_nothing_is_marked():
    picture = drawn("new", "same", forward=(30, 30))
    assert picture.caption.endswith("higher is worse. In the end all are what they were at first.")
    assert ">changed or less accurate<" not in picture.svg


def test_other_cases_are_marked_in_another_way_than_changes():
    picture = drawn("new", "contract changed", forward=(30, 31))
    assert "After a dotted line the cases are others" in picture.caption
    assert "Dashed" not in picture.caption
    assert ">other cases<" in picture.svg


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_the_legend_names_a_mark_once(changes):
    picture = drawn("new", *["changed"] * changes, "same", forward=(30,) * (changes + 2))
    assert picture.svg.count(">changed or less accurate<") == min(changes, 1)


@pytest.mark.parametrize(
    "past_of_it",
    [
        (),
        past("new", forward=(30,)),
        past("new", "gone"),
        past("new", "changed", forward=(30, None)),
        past("new", "changed", forward=(0, 0)),
        past("new", "changed", ulps=(float("inf"), 1.0)),
        past("new", "changed", somebodys=(1.0, 2.0)),
    ],
)
def test_where_there_is_no_line_to_follow_there_is_no_picture(past_of_it):
    assert by_revision(unjudged(history=past_of_it)) is None


def test_a_number_that_comes_later_is_beside_its_own_first():
    picture = drawn("new", "same", "same", forward=(30, 30, 30), ulps=(None, 2.0, 4.0))
    assert "Last: 2 times the first units in the last place." in picture.caption


def test_of_many_revisions_some_are_labelled_and_the_newest_is():
    count = 28
    picture = drawn(*["same"] * count, forward=(30,) * count)
    assert f">2026-01-{count}<" in picture.svg
    assert picture.svg.count(">2026-01-") <= history._MOST_LABELLED


def test_every_number_that_has_a_name_has_a_mark():
    assert set(history._MARKS) == set(FIGURES)


NUMBERS = st.none() | st.floats() | st.integers(0, 10**20)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=4))
@settings(max_examples=10, deadline=None)
def test_any_numbers_are_drawn_or_left(pairs):
    bytes_, ulps = zip(*pairs, strict=True)
    picture = drawn(*["changed"] * len(pairs), bytes=bytes_, ulps=ulps)
    assert picture is None or "<svg " in picture.svg
