"""Where a gradient is wrong, beside what it should be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_check.reports.page.pictures.heat_map import heat_map
from ethan_check.result import Finding
from reports.runs import wrong_gradient

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


def drawn(evidence):
    return heat_map(Finding(check="gradient", verdict="fail", target="dL_dX", message="m", evidence=evidence))


def test_a_small_gradient_has_its_numbers_in_it():
    picture = drawn(wrong_gradient())
    assert picture.title == "dL_dX: backward beside the derivative"
    assert picture.caption == (
        "6 of 6 entries are wrong, on the case that failed first: X (2, 3). Red is above zero and blue "
        "below; the deepest is 6, on the right 3."
    )
    assert all(f">{number}<" in picture.svg for number in ("0.5", "2.5", "6", "-3"))
    assert picture.svg.count("<image ") == 3


def test_what_agrees_is_counted_as_such_and_has_no_number_on_the_right():
    evidence = wrong_gradient()
    evidence["gradient"]["backward"][:3] = evidence["gradient"]["derivative"][:3]
    picture = drawn(evidence)
    assert picture.caption.startswith("3 of 6 entries are wrong")
    assert picture.svg.count(">0<") == 6  # The ticks, and no cell.


def test_numbers_that_are_not_finite_are_said():
    picture = drawn(wrong_gradient(not_finite=True))
    assert picture.svg.count(">nan<") == 2
    assert picture.svg.count(">inf<") == 2


def test_a_gradient_of_more_axes_is_laid_flat_and_a_large_one_has_no_numbers():
    picture = drawn(wrong_gradient((2, 3, 4, 5)))
    assert "Shape (2, 3, 4, 5); rows are all axes but the last." in picture.caption
    assert ">-60<" not in picture.svg


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"gradient": None},
        {"gradient": "somebody else's"},
        {"gradient": {"shape": [2]}},
        wrong_gradient((1,)),
        {"gradient": {**wrong_gradient()["gradient"], "shape": [7]}},
        {"gradient": {**wrong_gradient()["gradient"], "shape": [-2, -3]}},
        {"gradient": {**wrong_gradient()["gradient"], "backward": [1.0]}},
        {"gradient": {**wrong_gradient()["gradient"], "backward": ["x"] * 6}},
    ],
)
def test_where_there_is_nothing_to_see_there_is_no_picture(evidence):
    assert drawn(evidence) is None


@given(st.lists(st.floats(), min_size=2, max_size=4), st.floats(), st.floats())
@settings(max_examples=10, deadline=None)
def test_any_numbers_are_drawn(stated, right, bar):
    size = len(stated)
    others = {"derivative": [right] * size, "error_bar": [bar] * size}
    picture = drawn({"gradient": {"case": "", "shape": [size], "backward": stated, **others}})
    assert picture.svg.count("<image ") == 3
