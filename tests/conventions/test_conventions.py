"""Each small library is recognised without being told, judged rightly, and may be stated as well."""

import pytest

from ethan_check import Subject, check_layer
from ethan_core.errors import ArgumentError

from . import (
    attributes,
    cached,
    closure,
    elementwise,
    fused_update,
    losses,
    mapping,
    optimizer,
    out_parameter,
    parallel_lists,
    parameter_objects,
    returned,
    several,
    stateless,
    tape,
)

MODULES = (
    attributes, cached, closure, elementwise, fused_update, losses, mapping, optimizer, out_parameter,
    parallel_lists, parameter_objects, returned, several, stateless, tape,
)  # fmt: skip
LIBRARIES = [library for module in MODULES for library in module.LIBRARIES]

each = pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)


@each
def test_the_convention_is_found(library):
    subject = Subject(library.right(), library.arrays())
    assert subject.adapter.name == library.convention
    assert library.words in subject.read_as
    if library.parameters is not None:
        assert sorted(subject.parameters) == sorted(library.parameters)


@each
def test_the_right_layer_passes_every_check(library):
    report = check_layer(library.right(), library.arrays())
    assert report.verdict == "pass", str(report)
    assert report.cases >= 10


@each
def test_the_bug_is_found(library):
    report = check_layer(library.wrong(), library.arrays(), checks=("gradient",), shrink=False)
    assert library.target in {finding.target for finding in report.failures}, str(report)
    assert {finding.verdict for finding in report.failures} == {"fail"}


@each
def test_the_convention_may_be_stated(library):
    right = check_layer(
        library.right(), library.arrays(), convention=library.convention, checks=("gradient",)
    )
    assert right.verdict == "pass", str(right)
    wrong = check_layer(
        library.wrong(), library.arrays(), convention=library.convention, checks=("gradient",)
    )
    assert wrong.verdict == "fail"


def test_names_that_tell_nothing_are_told_apart_by_forward():
    library = stateless.LIBRARIES[2]
    subject = Subject(stateless.Unnamed(), library.arrays())
    assert subject.adapter.name == "stateless"
    assert check_layer(stateless.Unnamed(), library.arrays()).verdict == "pass"


def test_a_gradient_of_a_number_is_no_derivative_of_each_entry():
    class Norm:
        def value(self, x):
            return float((x**2).sum())

        def gradient(self, x):
            return 2 * x

    with pytest.raises(ArgumentError, match="Norm is no layer that can be called"):
        Subject(Norm(), elementwise.LIBRARIES[0].arrays())


def test_a_tape_that_no_cotangent_reaches_is_refused():
    report = check_layer(tape.Square(), tape.LIBRARIES[0].arrays(), checks=("gradient",))
    assert report.verdict == "error"
    assert "the tape of a Deaf starts from ones whatever the cotangent" in str(report)


def test_an_unknown_convention_is_an_error_that_lists_the_known_ones():
    with pytest.raises(ArgumentError, match=r"convention 'maping' is unknown; expected one of .*mapping"):
        Subject(mapping.Linear(), mapping.LIBRARIES[0].arrays(), convention="maping")


def test_a_convention_that_does_not_fit_is_an_error():
    with pytest.raises(ArgumentError, match="Linear cannot be read as 'closure'"):
        Subject(mapping.Linear(), mapping.LIBRARIES[0].arrays(), convention="closure")
