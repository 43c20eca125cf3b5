"""What a person reads."""

from dataclasses import replace

from baseline.samples import array, case, entry, with_value
from ethan_check.baseline.compare import compare
from ethan_check.baseline.words import as_lines, cells, headline, number_pair


def said(now, before=None, gradient=""):
    return as_lines(compare(before or entry(), now), gradient)


def test_a_small_change_is_said_as_a_share():
    lines = said(with_value(entry(), dL_dX=array(0.25, 3.0 * (1 + 1e-9), -1.0)), gradient="pass")
    assert lines == [
        "square.v1: changed: dL_dX changed by 1e-09 of its size",
        "  the mathematics still passes: "
        "backward is the derivative of the same forward, within its certificate",
        "         baseline  now          ratio        allowance  where",
        "  dL_dX  3         3.000000003  1.000000001  1.0e-14    case 0: inputs (2, 3)",
    ]


def test_a_factor_is_said_as_one():
    lines = said(with_value(entry(), dL_dX=array(1.0, 12.0, -4.0)), gradient="fail")
    assert lines[0] == "square.v1: changed: dL_dX is 4 times what it was"
    assert lines[1] == "  the mathematics does not pass any more (gradient: fail): the change is a mistake"


def test_another_forward_is_told_from_another_gradient():
    now = with_value(entry(), Y=array(4.0, -8.0, 2.0), dL_dX=array(1.0, 12.0, -4.0))
    assert said(now, gradient="pass")[1] == (
        "  the mathematics still passes: another forward, and backward is the derivative of that"
    )


def test_declarations_are_said_without_numbers():
    lines = said(entry(contract={"shapes": "N d -> N d", "domain": {"X": {"low": 0.0}}}))
    assert lines[0] == 'square.v1: contract changed: domain was not stated, and is {"X": {"low": 0.0}}'
    assert "no value was compared" in lines[1]
    assert headline(compare(entry(), entry(convention={"read as": "tape"}))) == (
        "square.v1: convention changed: read as was plain object, and is tape"
    )
    assert headline(compare(entry(), entry(cases={"0 float64": case(X=array(0.5, 1.0, 1.75))}))) == (
        "square.v1: cases changed: X of case 0 float64 is not what it was"
    )


def test_costs_and_accuracy():
    assert said(entry(cases={"0 float64": case(memory=288)}))[0] == (
        "square.v1: costlier: 3 times the bytes of one forward and backward"
    )
    lossy = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, rounding=3e-8))
    assert said(lossy)[0] == "square.v1: less accurate: rounding of dL_dX, relative, was 2.2e-16 and is 3e-08"
    gone = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, not_finite=2))
    assert said(gone)[0] == "square.v1: changed: dL_dX was 0 entries not finite, and is 2 entries not finite"


def test_time_is_shown_beside_other_costs_and_never_judged():
    slow, fast = {"numpy": "2.0", "seconds": 3e-3}, {"numpy": "2.0", "seconds": 1e-3}
    before, now = entry(written=fast), entry(written=slow, cases={"0 float64": case(memory=288)})
    assert said(now, before)[-1] == "  took 3 times as long, which is not judged"
    assert said(entry(written=slow), before) == ["square.v1: same"]
    assert "judged" not in said(now, entry(written={"numpy": "2.0", "seconds": "no"}))[-1]


def test_not_more_than_a_person_reads():
    before = entry(cases={f"{k} float64": case() for k in range(8)})
    now = replace(before, cases={f"{k} float64": case(memory=97 + k) for k in range(8)})
    lines = said(now, before)
    assert len(lines) == 1 + 1 + 5 + 1
    assert lines[-1] == "  and 3 more"
    assert said(entry()) == ["square.v1: same"]


def test_numbers_have_the_digits_that_tell_them_apart():
    assert number_pair(0.1, 0.1 + 2e-17) == ("0.10000000000000001", "0.10000000000000002")
    assert number_pair(1 / 3, 0.5) == ("0.333333", "0.5")
    zero = compare(with_value(entry(), dL_dX=array(0.0, 0.0, 0.0)), entry()).differences[0]
    assert cells(zero)[3] == ""
    assert headline(compare(with_value(entry(), dL_dX=array(0.0, 0.0, 0.0)), entry())).endswith(
        "dL_dX was 0.0, and is 3.0"
    )
