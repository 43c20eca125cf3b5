"""What one item says about one layer."""

import re

import pytest


def test_items_need_no_test_file_and_read_suite_layer_check(layers):
    assert layers.items("--ethan-check", "--ethan-layers=layers") == [
        "ethan::good.v1::gradient",
        "ethan::good.v1::shapes",
        "ethan::halved.v1::gradient",
        "ethan::halved.v1::shapes",
    ]


def test_the_reference_layers_can_be_asked_for_and_no_id_has_brackets(project):
    assert project.items("--ethan-check") == []
    items = project.items("--ethan-check", "--ethan-layers=ethan_core.reference")
    assert "ethan::relu.v1::gradient" in items
    assert "ethan::conv2d.v1::shapes" in items
    assert not [item for item in items if set("[]") & set(item)]


def test_without_the_option_nothing_is_collected(layers):
    result = layers.run()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.no_fnmatch_line("*ethan: layers*")


def test_a_failure_is_the_finding_and_the_command_that_shows_it_again(layers, failed_line):
    result = layers.run("--ethan-check", "--ethan-layers=layers", "--ethan-seed=3")
    result.assert_outcomes(passed=3, failed=1)
    (report,) = [line for line in result.outlines if line.startswith("halved.v1: dL_dX ")]
    start = result.outlines.index(report)
    assert "halved.v1: gradient" in result.outlines[start - 1]
    end = next(number for number in range(start, start + 30) if "see it again" in result.outlines[number])
    assert result.outlines[end] == (
        'see it again: pytest "ethan::halved.v1::gradient" --ethan-check --ethan-seed=3 --ethan-layers=layers'
    )
    assert not [line for line in result.outlines[start:end] if re.search(r"^E  |Traceback", line)]
    assert re.fullmatch(r"  backward: layers\.py:\d+", result.outlines[end - 1])
    result.stdout.fnmatch_lines([failed_line])


def test_the_command_that_shows_it_again_does(layers):
    result = layers.run(
        "ethan::halved.v1::gradient", "--ethan-check", "--ethan-seed=3", "--ethan-layers=layers"
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["halved.v1: dL_dX *"])


def test_the_location_is_the_layers_own(layers):
    result = layers.run("--ethan-check", "--ethan-layers=layers", "--collect-only", "--ethan-checks=shapes")
    result.stdout.fnmatch_lines(["*<Suite ethan>", "*<Group good.v1>", "*<CheckItem shapes>"])
    layers.pytester.makeconftest(
        "def pytest_runtest_logreport(report):\n"
        "    if report.when == 'call': print('\\nat', *report.location)\n"
    )
    result = layers.run("-s", "--ethan-check", "--ethan-layers=layers:Good", "--ethan-checks=shapes")
    line = next(
        number
        for number, text in enumerate((layers.path / "layers.py").read_text().splitlines())
        if text == '@register("good.v1")'
    )
    result.stdout.fnmatch_lines([f"at layers.py {line} good.v1: shapes"])


SKIPPING = """
from ethan_check import Check, DoesNotApply, Finding, hookimpl

class Moody:
    name = "moody"
    points = 1
    def run(self, subject, rng):
        mood = getattr(subject.layer if hasattr(subject, "layer") else subject, "mood", "{mood}")
        if mood == "skip":
            raise DoesNotApply("not today")
        yield Finding(check="moody", verdict=mood, message=f"moody says {{mood}}\\nsecond line")

@hookimpl
def ethan_checks():
    return [Moody()]
"""


@pytest.fixture
def moody(layers):
    """A project whose additional check `moody` gives the verdict that it is told to give."""

    def make(mood):
        layers.module("moody", SKIPPING.format(mood=mood))
        layers.distribution("moody-checks", "[ethan.plugins]\nmoody = moody\n")
        return layers

    return make


def run_moody(project, *arguments):
    return project.run(
        "-rs", "--ethan-check", "--ethan-layers=layers:Good", "--ethan-checks=moody,shapes", *arguments
    )


def test_a_check_that_does_not_apply_is_skipped_with_its_reason_at_the_layer(moody):
    result = run_moody(moody("skip"))
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] layers.py:*: not today"])


@pytest.mark.parametrize("mood", ["inconclusive", "error", "fail"])
def test_whatever_is_not_a_pass_fails(moody, mood):
    result = run_moody(moody(mood))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [f"moody says {mood}", "second line", "see it again: *", f"*good.v1 *{mood}*"]
    )


def expecting(project, failures):
    text = (project.path / "layers.py").read_text()
    (project.path / "layers.py").write_text(
        text.replace('@register("halved.v1")', f'@register("halved.v1", expected_failures={failures!r})')
    )
    return project.run("-rxf", "--ethan-check", "--ethan-layers=layers:Halved")


def test_a_known_failure_is_expected(layers):
    result = expecting(layers, {"gradient": "half is enough"})
    result.assert_outcomes(passed=1, xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL ethan::halved.v1::gradient - *half is enough (halved.v1: dL_dX *"])
    result.stdout.no_fnmatch_line("*def check*")
    assert result.ret == 0


def test_runxfail_shows_a_known_failure(layers):
    (layers.path / "pytest.ini").write_text("[pytest]\naddopts = --runxfail\n")
    result = expecting(layers, {"gradient": "half is enough"})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["halved.v1: dL_dX *"])


def test_a_known_failure_that_passes_is_a_failure(layers):
    result = expecting(layers, {"gradient": "half is enough", "shapes": "never was right"})
    result.assert_outcomes(xfailed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["halved.v1: shapes passes, but its failure is expected (never was right); take it out*"]
    )


def test_a_known_failure_of_a_check_that_does_not_exist_is_a_failure(layers):
    result = expecting(layers, {"gradeint": "half is enough"})
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "halved.v1: expected_failures names 'gradeint', but no check is called that; "
            "did you mean gradient?",
            "FAILED ethan::halved.v1::gradeint*",
        ]
    )


def test_a_bug_of_the_harness_keeps_its_traceback(layers):
    layers.module("moody", SKIPPING.format(mood="pass").replace("yield Finding", "yield 1 / 0, Finding"))
    layers.distribution("moody-checks", "[ethan.plugins]\nmoody = moody\n")
    result = run_moody(layers)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])
