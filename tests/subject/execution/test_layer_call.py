"""Inside runs a layer's own code: quiet, seeded, and what it raises in one line."""

import random
import signal
import sys
import warnings

import numpy as np
import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.layer_call import LayerCall


def global_state():
    return (
        np.random.get_state(legacy=False)["state"]["pos"],
        random.getstate(),
        np.geterr(),
        list(warnings.filters),
        sys.stdout,
        sys.stderr,
    )


@pytest.fixture(autouse=True)
def nothing_global_is_changed():
    before = global_state()
    yield
    assert global_state() == before


def untidy(error=None):
    print("heard")
    warnings.warn("heard", stacklevel=1)
    warnings.simplefilter("ignore")
    np.seterr(all="raise")
    sys.stdout = None
    np.random.rand(), random.random()
    if error is not None:
        raise error


def test_what_a_layer_prints_and_switches_stays_inside(capsys):
    with LayerCall("forward", seed=0):
        untidy()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("no"), "backward raised ValueError: no"),
        (SystemExit("bye"), "backward raised SystemExit: bye"),
        (Warning("no"), "backward raised Warning: no"),
        (StopIteration(), "backward raised StopIteration"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_layer_raises_is_a_fault_of_its_own_code(error, text):
    with pytest.raises(LayerFault) as caught, LayerCall("backward", seed=0):
        untidy(error)
    assert str(caught.value).partition(" (")[0] == text
    assert __file__ in str(caught.value)
    assert caught.value.stage == "backward"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_fault_is_handed_on_as_it_is():
    fault = LayerFault("forward raised ValueError: no", "forward")
    with pytest.raises(LayerFault) as caught, LayerCall("backward"):
        raise fault
    assert caught.value is fault


@pytest.mark.usefixtures("keyboard")
def test_who_stops_the_whole_run_stops_it():
    with pytest.raises(KeyboardInterrupt), LayerCall("forward", seed=0):
        signal.raise_signal(signal.SIGINT)  # As the keyboard does.


@pytest.mark.parametrize("outcome", [pytest.skip, pytest.fail, pytest.exit], ids=["skip", "fail", "exit"])
def test_what_pytest_raises_is_left_to_pytest(outcome):
    with pytest.raises(outcome.Exception), LayerCall("forward"):
        outcome("asked for")


class OfItsOwn(BaseException):
    """Nothing that `except Exception` would catch."""


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, OfItsOwn, BaseException])
def test_nothing_else_that_code_raises_stops_anybody(error):
    with pytest.raises(LayerFault, match=f"forward raised {error.__name__}"), LayerCall("forward", seed=0):
        untidy(error)


def test_a_seed_repeats_what_a_layer_draws():
    drawn = []
    for seed in (1, 1, 2):
        with LayerCall("forward", seed=seed):
            drawn.append((np.random.rand(), random.random()))
    assert drawn[0] == drawn[1] != drawn[2]


def test_without_a_seed_generators_are_left_alone():
    before = np.random.get_state(), random.getstate()
    with LayerCall("forward"):
        np.random.rand()
    assert str(np.random.get_state()) != str(before[0])
    np.random.set_state(before[0])


def test_calls_inside_each_other_are_quiet_to_the_end(capsys):
    with LayerCall("forward"):
        with pytest.raises(LayerFault, match=r"^backward raised ValueError: no"), LayerCall("backward", 0):
            raise ValueError("no")
        print("still inside")
        assert np.geterr()["over"] == "ignore"
    print("outside")
    assert capsys.readouterr().out == "outside\n"


def test_floating_point_errors_are_not_raised_inside():
    with np.errstate(all="raise"), LayerCall("forward"):
        assert np.isinf(np.array(1.0) / 0.0)
