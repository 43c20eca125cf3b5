"""Whether a run has seen every layer."""

from types import SimpleNamespace

import pytest

from ethan_check.loading.load_error import LoadError
from ethan_check.pytest_plugin.full_run import FullRun, is_shared_among_machines, why_not_full
from pytest_plugin.stand_ins import loaded


def why(project, *arguments, **changes):
    return why_not_full(project.parseconfig("--ethan-check", *arguments), loaded(**changes))


def test_a_run_of_everything_is_full(project):
    assert why(project) == ""
    assert why(project, ".") == ""
    project.makeini("[pytest]\ntestpaths = tests")
    project.mkdir("tests")
    assert why(project) == ""
    assert why(project, "tests") == ""


@pytest.mark.parametrize(
    ("argument", "word"),
    [
        ("-kgood", "-k"), ("-methan", "-m"), ("--lf", "--lf"), ("--sw", "--sw"),
        ("--deselect=a", "--deselect"),
        ("--ignore=a", "--ignore"),
        ("--ignore-glob=a*", "--ignore-glob"), ("--ethan-only", "--ethan-only"),
        ("--ethan-layers=a", "--ethan-layers"), ("--ethan-checks=a", "--ethan-checks"),
        ("--ethan-id=ethan::a", "ids"),
    ],
)  # fmt: skip
def test_what_leaves_something_out_is_named(project, argument, word):
    assert why(project, argument).startswith(word)


@pytest.mark.parametrize(
    ("options", "is_shared"),
    [
        ({}, False),
        ({"splits": None, "num_shards": 1}, False),
        ({"splits": 2}, True),
        ({"num_shards": 2}, True),
    ],
)
def test_a_run_is_shared_among_machines_under_the_plugins_for_it(options, is_shared):
    assert is_shared_among_machines(SimpleNamespace(option=SimpleNamespace(**options))) == is_shared


def test_a_part_of_the_project_is_no_full_run(project):
    project.mkdir("tests")
    project.makepyfile(test_it="def test(): pass")
    assert why(project, "tests") == why(project, "test_it.py") == "arguments that name a part of the project"


def test_a_source_that_could_not_be_loaded_leaves_something_out(project):
    error = LoadError("source", "layers", "", "no")
    assert (
        why(project, broken=(error,)) == why(project, empty=(error,)) == "a source that could not be loaded"
    )


def test_what_is_taken_out_while_collecting_is_taken_down(project):
    run = FullRun(project.parseconfig())
    assert run.left_out == ""
    run.pytest_collection_finish(SimpleNamespace(testsfailed=0))
    assert run.left_out == ""
    run.pytest_collection_finish(SimpleNamespace(testsfailed=1))
    assert run.left_out == "not everything could be collected"
    other = FullRun(project.parseconfig())
    other.pytest_deselected([1])
    assert other.left_out == "items were deselected"
