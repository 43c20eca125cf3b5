"""What a run can say of all its layers, in one picture each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_check.reports.layer_result import CheckResult
from ethan_check.reports.page.pictures import overview
from ethan_check.reports.page.pictures.overview import certificates, units_in_the_last_place
from ethan_check.result import Finding
from reports.runs import failing, passing, results

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


def test_every_layer_that_has_some_has_a_row():
    found = results(passing("a.v1"), passing("b.v1"), failing("c.v1"))
    for picture in (certificates(found), units_in_the_last_place(found)):
        assert [name for name in ("a.v1", "b.v1", "c.v1") if f">{name}<" in picture.svg] == ["a.v1", "b.v1"]


def test_without_any_there_is_no_picture():
    assert certificates(results(failing())) is None
    assert units_in_the_last_place(results(failing())) is None
    assert certificates(results(passing(certificate={"dL_dX": float("inf"), "dL_dW": 0.0}))) is None


def test_forward_and_backward_are_told_apart():
    found = Finding(check="formula", verdict="pass", target="dL_dX", evidence={"ulps": 3.0})
    check = CheckResult(check="formula", verdict="pass", findings=(found,))
    picture = units_in_the_last_place(results(passing("a.v1"), passing("b.v1", checks=(check,))))
    assert ">forward<" in picture.svg
    assert ">backward<" in picture.svg


def test_of_many_layers_the_worst_are_shown_and_that_is_said():
    layers = [
        passing(f"layer{number:03}.v1", certificate={"dL_dX": 10.0**-number}) for number in range(1, 61)
    ]
    picture = certificates(results(*layers))
    assert picture.caption.endswith(f"The {overview._MOST_ROWS} worst of 60 layers.")
    assert ">layer001.v1<" in picture.svg
    assert ">layer060.v1<" not in picture.svg


@given(st.dictionaries(st.text(max_size=60), st.floats(), min_size=1, max_size=3))
@settings(max_examples=10, deadline=None)
def test_any_numbers_and_names_are_drawn_or_left(certificate):
    picture = certificates(
        results(*(passing(name, certificate={name: one}) for name, one in certificate.items()))
    )
    assert picture is None or "<svg " in picture.svg
