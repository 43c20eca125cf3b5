"""Quiet inside, and afterwards everything as it was, whatever was changed inside."""

import io
import sys
import warnings
from contextlib import nullcontext

import numpy as np
import pytest

from ethan_check.numerics.complex_step import complex_step
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.silenced import Silenced


def global_state():
    return np.geterr(), list(warnings.filters), sys.stdout, sys.stderr, Silenced._depth


@pytest.fixture(autouse=True)
def nothing_global_is_changed():
    before = global_state()
    yield
    assert global_state() == before


def untidy(error=None):
    print("heard")
    print("heard", file=sys.stderr)
    warnings.warn("heard", stacklevel=1)
    warnings.simplefilter("error")
    np.seterr(all="raise")
    sys.stdout = sys.stderr = io.StringIO()
    if error is not None:
        raise error


def test_nothing_is_heard(capsys):
    with Silenced():
        untidy()
    assert capsys.readouterr() == ("", "")


def test_what_is_printed_is_taken_in_full():
    with Silenced():
        assert sys.stdout.write("text") == 4
        print("text", flush=True)


def test_errors_of_arithmetic_and_warnings_are_not_raised():
    with np.errstate(all="raise"), Silenced():
        assert np.isinf(np.array(1.0) / 0.0)
        warnings.warn("unheard", stacklevel=1)


def test_an_error_goes_through_and_everything_is_put_back():
    with pytest.raises(ValueError, match="no"), Silenced():
        untidy(ValueError("no"))


def test_the_switches_of_one_call_do_not_reach_the_next_inside_another():
    with Silenced():
        filters = list(warnings.filters)
        with Silenced():
            untidy()
        assert set(np.geterr().values()) == {"ignore"}
        assert list(warnings.filters) == filters
        warnings.warn("unheard", stacklevel=1)


def test_an_error_inside_two_is_no_end_of_the_outer_one(capsys):
    with Silenced():
        with pytest.raises(ValueError, match="no"), Silenced():
            raise ValueError("no")
        print("unheard")
    print("heard")
    assert capsys.readouterr().out == "heard\n"


def test_one_may_be_entered_again():
    silenced = Silenced()
    for _ in range(2):
        with silenced:
            assert set(np.geterr().values()) == {"ignore"}


def drops_a_part(t):
    with Silenced():
        return np.asarray([t]).astype(np.float64)


def test_an_imaginary_part_that_is_dropped_under_a_complex_step_is_no_quiet_matter():
    assert complex_step(drops_a_part) is None


def test_without_a_complex_step_it_is():
    assert drops_a_part(1 + 2j).tolist() == [1.0]


@pytest.mark.parametrize("inside", [False, True], ids=["outermost", "nested"])
def test_the_module_of_warnings_may_be_replaced_inside(inside):
    def refuse(*arguments, **options):
        raise RuntimeError("no more")

    usual = warnings.catch_warnings
    try:
        with Silenced() if inside else nullcontext(), Silenced():
            warnings.catch_warnings = refuse
            del sys.modules["warnings"]
        with Silenced():
            warnings.warn("unheard", stacklevel=1)
    finally:
        sys.modules["warnings"] = warnings
        warnings.catch_warnings = usual
    assert Silenced._depth == 0


def test_a_stream_that_is_spoilt_inside_takes_what_the_next_one_prints():
    with KeptProcess() as kept:
        with Silenced():
            sys.stdout.write = sys.stdout.flush = None
        with Silenced():
            print("unheard", flush=True)
    assert list(kept.changes) == ["sys.stdout or sys.stderr"]
