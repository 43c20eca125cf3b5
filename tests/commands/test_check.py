"""`ethan check`: pytest's run on layers alone."""

import pytest

from ethan_check.command import main
from ethan_check.commands import check


@pytest.fixture
def arguments_of(monkeypatch):
    """What pytest would be called with."""
    seen = []

    def main_of_pytest(arguments):
        seen.extend(arguments)
        return pytest.ExitCode.TESTS_FAILED

    monkeypatch.setattr(pytest, "main", main_of_pytest)
    return seen


def test_it_is_a_run_of_pytest_on_what_is_named(arguments_of):
    assert main(["check", "layers.py", "dense.v1", "ethan::relu.v1::gradient", "--", "-x", "-n", "2"]) == 1
    assert arguments_of == check.pytest_arguments(
        ["layers.py", "dense.v1", "ethan::relu.v1::gradient"], ["-x", "-n", "2"]
    )
    assert arguments_of[-6:] == [
        "--ethan-layers=layers.py", "--ethan-layers=dense.v1", "ethan::relu.v1::gradient", "-x", "-n", "2",
    ]  # fmt: skip


def test_without_a_name_the_project_is_judged(arguments_of):
    assert main(["check"]) == 1
    assert not [argument for argument in arguments_of if argument.startswith("--ethan-layers")]


def test_a_budget_is_handed_on(arguments_of):
    assert main(["check", "layers.py", "--budget", "20"]) == 1
    assert "--ethan-budget=20" in arguments_of


def test_an_option_of_pytests_is_answered_with_the_right_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", "layers.py", "-x"])
    assert ended.value.code == 4
    assert capsys.readouterr().err.endswith("stands after --: ethan check layers.py -- -x\n")
