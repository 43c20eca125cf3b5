"""What makes values incomparable."""

from dataclasses import replace

from baseline.samples import array, case, entry
from ethan_check.baseline.declared_changes import changed_declarations


def changes(before, now):
    return list(changed_declarations(before, now))


def test_nothing_changed():
    assert changes(entry(), entry()) == []


def test_a_contract_is_named_by_the_line_that_changed():
    wider = entry(contract={"shapes": "N d -> N d", "domain": {"X": {"low": 0.0}}})
    assert changes(entry(), wider) == [("contract changed", "domain", "not stated", '{"X": {"low": 0.0}}')]
    assert changes(wider, entry())[0][2:] == ('{"X": {"low": 0.0}}', "not stated")


def test_a_contract_comes_before_a_convention_and_that_before_cases():
    other = {"read as": "autograd function"}
    both = entry(contract={}, convention=other, cases={})
    assert {state for state, *_ in changes(entry(), both)} == {"contract changed"}
    assert {state for state, *_ in changes(entry(), entry(convention=other, cases={}))} == {
        "convention changed"
    }


def test_cases_are_told_apart_by_what_they_are_and_what_is_in_them():
    assert changes(entry(), entry(cases={}))[0][0] == "cases changed"
    other = {"0 float64": case(label="inputs (3, 3)")}
    assert changes(entry(), entry(cases=other)) == [
        ("cases changed", "case 0 float64", "inputs (2, 3)", "inputs (3, 3)")
    ]
    moved = {"0 float64": case(X=array(0.5, 1.0, 1.75))}
    assert changes(entry(), entry(cases=moved)) == [("cases changed", "X of case 0 float64", 1.5, 1.75)]
    renamed = {"0 float64": replace(case(), arrays={"Z": array(0.5, 1.0, 1.5)})}
    assert [what for _, what, *_ in changes(entry(), entry(cases=renamed))] == [
        "X of case 0 float64",
        "Z of case 0 float64",
    ]
