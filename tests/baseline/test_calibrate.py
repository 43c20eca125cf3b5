"""Allowances widened by what two platforms show."""

from baseline.samples import array, entry, with_value
from ethan_check.baseline.calibrate import calibrated
from ethan_check.baseline.compare import compare

ELSEWHERE = with_value(
    entry(written={"platform": "Linux aarch64", "numpy": "2.1"}), dL_dX=array(0.25 + 1e-13, 3.0, -1.0)
)


def test_what_two_platforms_showed_is_allowed_from_then_on():
    assert compare(entry(), ELSEWHERE).state == "changed"
    found = calibrated(entry(), ELSEWHERE)
    assert found.widened == ("dL_dX of case 0 float64: 1.0e-14 to 3.0e-12",)
    assert found.refused == ()
    assert compare(found.entry, ELSEWHERE).state == "same"
    assert found.entry.cases["0 float64"].values["dL_dX"].allowance == (3e-12, 1e-14, 1e-14)
    assert found.entry.written["calibrated"] == ["Linux aarch64, 2.1"]
    again = calibrated(found.entry, ELSEWHERE)
    assert again.entry is found.entry


def test_what_holds_is_left_alone():
    assert calibrated(entry(), entry()).entry == entry()


def test_what_no_rounding_explains_is_refused():
    other = with_value(entry(), dL_dX=array(0.25 + 1e-9, 3.0, -1.0))
    found = calibrated(entry(), other)
    assert found.entry == entry()
    assert found.refused == ("dL_dX of case 0 float64: is too far apart for rounding: the code is another",)
    narrow = array(0.25, 3.0, -1.0, rounding=3e-8)
    assert calibrated(with_value(entry(), dL_dX=narrow), other).refused == ()


def test_what_cannot_be_compared_is_refused():
    assert calibrated(entry(), entry(contract={})).refused == ("shapes: contract changed",)
    other = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, not_finite=1))
    assert calibrated(entry(), other).refused == ("dL_dX of case 0 float64: is not of the same form",)
