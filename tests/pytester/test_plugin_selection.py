"""Which items run: pytest's own ways of choosing, and Ethan's."""

import pytest


@pytest.fixture
def named(layers):
    """The project's pytest configuration names its layers."""
    layers.pytester.makeini("[pytest]\nethan_layers = layers\n")
    return layers


def test_keyword(named):
    assert named.items("--ethan-check", "-k", "halved and gradient") == ["ethan::halved.v1::gradient"]


def test_marker_under_strict_markers(named):
    named.pytester.makepyfile("def test_other(): pass")
    assert len(named.items("--ethan-check", "--strict-markers", "-m", "ethan")) == 4
    assert named.items("--ethan-check", "-m", "not ethan") == [
        "test_marker_under_strict_markers.py::test_other"
    ]


def test_deselect(named):
    items = named.items(
        "--ethan-check", "--deselect", "ethan::halved.v1", "--deselect=ethan::good.v1::shapes"
    )
    assert items == ["ethan::good.v1::gradient"]


def test_last_failed(named):
    named.run("--ethan-check").assert_outcomes(passed=3, failed=1)
    named.run("--ethan-check", "--lf").assert_outcomes(failed=1)


def test_last_failed_beside_a_failing_test(named):
    named.pytester.makepyfile("def test_no(): assert 0\ndef test_yes(): pass")
    named.run("--ethan-check").assert_outcomes(passed=4, failed=2)
    named.run("--ethan-check", "--lf").assert_outcomes(failed=2)


def test_stepwise(named):
    named.run("--ethan-check", "--sw").assert_outcomes(passed=2, failed=1)
    named.run("--ethan-check", "--sw").assert_outcomes(failed=1)


def test_positional_id_of_one_item(named):
    assert named.items("ethan::good.v1::gradient") == ["ethan::good.v1::gradient"]


def test_positional_id_of_a_layer(named):
    assert named.items("ethan::good.v1") == ["ethan::good.v1::gradient", "ethan::good.v1::shapes"]


def test_positional_id_beside_a_file(named):
    file = named.pytester.makepyfile("def test_other(): pass")
    items = named.items(file.name, "ethan::good.v1::gradient")
    assert items == [f"{file.name}::test_other", "ethan::good.v1::gradient"]


def test_positional_id_finds_layers_of_a_conftest_in_testpaths(layers):
    layers.module("tests.conftest", (layers.path / "layers.py").read_text())
    layers.pytester.makeini("[pytest]\ntestpaths = tests\n")
    assert layers.items("ethan::good.v1::gradient") == ["ethan::good.v1::gradient"]


def test_unknown_positional_id_is_a_usage_error(named):
    result = named.run("ethan::god.v1::gradient")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ethan: not found: ethan::god.v1::gradient; did you mean *good.v1*"])


def test_check_runs_tests_too_and_only_does_not(named):
    file = named.pytester.makepyfile("def test_other(): pass")
    assert len(named.items("--ethan-check")) == 5
    assert len(named.items("--ethan-only")) == 4
    assert len(named.items("--ethan-only", file.name)) == 4


def test_only_imports_no_test_file(named):
    named.pytester.makepyfile("raise RuntimeError('imported')")
    assert named.run("--ethan-only").parseoutcomes() == {"passed": 3, "failed": 1}


def test_checks_by_name(named):
    assert named.items("--ethan-check", "--ethan-checks=shapes") == [
        "ethan::good.v1::shapes",
        "ethan::halved.v1::shapes",
    ]


def test_all_checks_by_default(named):
    from ethan_check.checks import builtin_checks

    items = named.items("--ethan-check", "--all-checks", "-k", "good")
    assert items == [f"ethan::good.v1::{check.name}" for check in builtin_checks()]


def test_the_ini_key_switches_it_on_except_for_single_files(named):
    named.pytester.makeini("[pytest]\nethan_layers = layers\nethan_check = true\n")
    file = named.pytester.makepyfile("def test_other(): pass")
    assert len(named.items()) == 5
    assert len(named.items(file.name)) == 1


def test_a_seed_that_is_none_is_a_usage_error(named):
    result = named.run("--ethan-check", "--ethan-seed=x")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*ethan seed is 'x', expected an integer from 0 up*"])
