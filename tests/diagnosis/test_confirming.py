"""Which explanations stand."""

from ethan_check.diagnosis.confirming import confirmed_explanations
from ethan_check.diagnosis.explanation import Explanation


def case(*looks, could_be=(), bits=None, **more):
    return {"looks_like": list(looks), "could_be": list(could_be), "bits": bits or {}, **more}


def test_the_smallest_case_has_a_veto():
    assert confirmed_explanations(case("halved"), [case("zero"), case("zero")]) == []
    assert confirmed_explanations(case(could_be=["zero"]), [case("zero"), case("zero")]) == ["zero"]


def test_a_case_that_cannot_tell_speaks_neither_for_nor_against():
    known = {"codes": {"zero": "ETH303"}}
    blind = case(undecided=["ETH303"], **known)
    assert confirmed_explanations(blind, [blind, case("zero", **known)]) == ["zero"]
    assert confirmed_explanations(case(), [case("zero", **known)]) == []


def test_cases_that_prove_little_prove_more_together():
    def weak():
        return case(could_be=["last"], bits={"last": 3.0})

    assert confirmed_explanations(weak(), [weak(), weak()]) == []
    assert confirmed_explanations(weak(), [weak(), weak(), weak()]) == ["last"]


def test_one_factor_is_proved_once_however_many_cases_have_it():
    def of(ratio):
        return case(could_be=["stride"], bits={"stride": 3.6}, codes={"stride": "ETH102"}, ratio=ratio)

    assert confirmed_explanations(of(2.0), [of(2.0), of(2.0), of(2.0)]) == []
    assert confirmed_explanations(of(2.0), [of(2.0), of(3.0)]) == ["stride"]


def test_one_text_of_a_diagnosis_is_told_and_no_description_beside_a_mechanism():
    many = case(
        "index 2",
        "last",
        "zero",
        codes={"last": "ETH301", "index 2": "ETH301"},
        precedence={"last": 40, "index 2": 40, "zero": 60},
    )
    assert confirmed_explanations(many, [many]) == ["index 2"]


def test_what_cases_share_is_told_with_it():
    shared = Explanation("only where p is above 0", "ETH501", 30)
    assert confirmed_explanations(case(), [case()], [shared]) == ["only where p is above 0"]
