"""What ends a run whoever's code it is raised in, and what does not."""

import signal

import pytest

from ethan_check.subject.execution.interruptions import let_pass, traceback_of


def caught(action):
    try:
        action()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def busy():
    signal.raise_signal(signal.SIGINT)
    for _ in range(10**7):  # The handler runs between any two instructions.
        pass


def raises(error):
    def action():
        raise error

    return action


class LikeAnInterrupt(KeyboardInterrupt):
    pass


@pytest.mark.usefixtures("keyboard")
def test_the_keyboard_is_let_pass():
    with pytest.raises(KeyboardInterrupt):
        let_pass(caught(busy))


@pytest.mark.parametrize("outcome", [pytest.skip, pytest.fail, pytest.xfail, pytest.exit])
def test_pytests_own_are_let_pass(outcome):
    error = caught(lambda: outcome("asked for"))
    with pytest.raises(type(error)):
        let_pass(error)


@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), LikeAnInterrupt(), GeneratorExit(), SystemExit(2), BaseException(), ValueError()],
)
def test_what_code_raises_itself_is_its_own(error):
    let_pass(caught(raises(error)))


def test_the_traceback_is_told_of_what_lets_nobody_look():
    class Untraceable(Exception):
        def __getattribute__(self, name):
            raise RuntimeError

    assert traceback_of(caught(raises(Untraceable()))).tb_next.tb_frame.f_code.co_name == "action"
    assert traceback_of(ValueError()) is None
