"""How far differences are off at each step."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_check.reports.page.pictures.steps import error_by_step
from ethan_check.result import Finding
from reports.runs import wrong_gradient

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


ALONG = wrong_gradient()["along_a_direction"]


def drawn(along):
    return error_by_step(Finding(check="gradient", verdict="fail", evidence={"along_a_direction": along}))


def test_what_was_believed_stands_beside_what_backward_says():
    picture = drawn(ALONG)
    assert picture.title == "Error of the differences, by step"
    assert picture.caption == (
        "Along one random direction the derivative is 2, give or take 1e-11; backward says 1."
    )
    for label in (
        "believed, with its error bar",
        "backward",
        "further difference",
        "difference it was made of",
    ):
        assert f">{label}<" in picture.svg


@pytest.mark.parametrize(
    "along",
    [
        None,
        "somebody else's",
        {"backward": 1.0, "derivative": 2.0},
        {**ALONG, "by_step": ALONG["by_step"][:2]},
        {**ALONG, "by_step": [[1.0], [2.0], [3.0]]},
        {**ALONG, "by_step": [["x", 1.0]] * 4},
        {**ALONG, "by_step": [[0.0, 1.0]] * 4},
        {**ALONG, "backward": float("nan")},
        {**ALONG, "derivative": "Infinity"},
        {**ALONG, "error_bar": 0.0},
        {**ALONG, "error_bar": float("inf")},
        {**ALONG, "believed_steps": None},
    ],
)
def test_where_there_is_no_line_to_follow_there_is_no_picture(along):
    assert drawn(along) is None


SIZES = st.floats(min_value=0, exclude_min=True)


@given(
    st.floats(), st.floats(), SIZES, st.lists(st.tuples(SIZES, st.floats()).map(list), min_size=3, max_size=6)
)
@settings(max_examples=10, deadline=None)
def test_any_numbers_are_drawn_or_left(backward, derivative, bar, pairs):
    along = {
        "backward": backward,
        "derivative": derivative,
        "error_bar": bar,
        "by_step": pairs,
        "believed_steps": [],
    }
    picture = drawn(along)
    assert picture is None or "<svg " in picture.svg
