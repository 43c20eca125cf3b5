"""What people write who want a layer judged: files, packages, names, and near misses."""

import pytest

from ethan_check.commands.check import pytest_arguments


def layers_of(project, *arguments):
    items = project.items("--ethan-checks=shapes", *arguments)
    return [item.split("::")[1] for item in items]


BOTH = ["good.v1", "halved.v1"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--ethan-check", "layers.py"], BOTH),
        (["--ethan-check", "layers"], BOTH),
        (["--ethan-check", "layers.py::Halved"], ["halved.v1"]),
        (["--ethan-check", "layers.Halved"], ["halved.v1"]),
        (["--ethan-check", "layers:Halved", "layers.py:Good"], BOTH),
        (["--ethan-layers=layers.py"], BOTH),
        (["--ethan-layers=./layers.py:Good"], ["good.v1"]),
        (["--ethan-check", "package"], ["negate.v0"]),
        (["--ethan-check", "package/"], ["negate.v0"]),
        (["--ethan-check", "package/inner.py"], ["negate.v0"]),
        (["--ethan-check", "relu.v1"], ["relu.v1"]),
    ],
)
def test_it_is_understood(layers, arguments, found):
    layers.module("package.__init__", "")
    source = (layers.path / "layers.py").read_text().partition("@register")[0]
    layers.module("package.inner", source.replace("Square", "Negate"))
    assert layers_of(layers, *arguments) == found


def test_a_test_file_is_pytests_and_runs_beside_what_is_named(layers):
    layers.pytester.makepyfile(test_it="def test_it(): pass")
    found = layers.items("--ethan-check", "--ethan-checks=shapes", "test_it.py", "layers.py")
    assert found == ["test_it.py::test_it", "ethan::good.v1::shapes", "ethan::halved.v1::shapes"]
    assert layers.items("--ethan-checks=shapes", "test_it.py") == ["test_it.py::test_it"]


def test_a_name_of_the_projects_configuration_is_found(layers):
    layers.pytester.makeini("[pytest]\nethan_layers = layers.py\n")
    assert layers_of(layers, "--ethan-check") == BOTH
    assert layers_of(layers, "--ethan-check", "halved.v1") == ["halved.v1"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--ethan-check", "--ethan-layers="],
            "ERROR: ethan: --ethan-layers is empty; name what to check, as in --ethan-layers=layers.py",
        ),
        (
            ["--ethan-check", "layrs.py"],
            "ERROR: ethan: layrs.py: there is no such file; did you mean layers.py?",
        ),
    ],
)
def test_misuse_is_one_line_and_ends_with_four(layers, arguments, line):
    result = layers.run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([line])


def test_a_name_that_is_close_is_suggested(layers):
    layers.module("conftest", "import layers")
    result = layers.run("--ethan-check", "halvd.v1")
    result.stdout.fnmatch_lines(["halvd.v1: no layer is called that; did you mean halved.v1?"])


def test_the_command_is_the_same_run(layers):
    result = layers.run(*pytest_arguments(["layers.py"], []))
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["ethan: layers: layers.py; seed: 0", "halved.v1  fail *"])


def test_what_looks_like_layers_is_shown_where_nothing_is_named(layers):
    source = (layers.path / "layers.py").read_text().partition("@register")[0]
    layers.module("deep.mine", source)
    result = layers.run(*pytest_arguments([], []))
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(
        [
            "nothing was judged: no layer is named, configured or registered",
            "these look like layers:",
            "  deep/mine.py: Square",
            "  layers.py: Square",
            "to judge them: ethan check deep/mine.py",
        ]
    )


def test_tests_that_pass_do_not_hide_that_nothing_was_judged(project):
    project.pytester.makepyfile(test_it="def test_it(): pass")
    result = project.run("--ethan-check")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
