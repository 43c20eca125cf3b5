"""Which items a run has."""

import pytest

from ethan_check.checks import builtin_checks
from ethan_check.loading.load_error import LoadError
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.table import read_table
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.item_plan import plan_items
from ethan_check.pytest_plugin.item_task import CheckFailure, FailingTask
from pytest_plugin.stand_ins import Square, config_of, loaded, settings

CHECKS = [check.name for check in builtin_checks()]


def plan(run_loaded, **asked):
    return plan_items(config_of(settings(**asked), run_loaded))


def two(**details):
    return loaded(("a.v1", Square, details), ("b.v1", Square, {}))


def names(found):
    return {group: list(tasks) for group, tasks in found.groups.items()}


def message(task):
    with pytest.raises(CheckFailure) as caught:
        task()
    return str(caught.value)


def test_every_check_of_every_layer_or_those_that_are_asked_for():
    assert names(plan(two())) == {"a.v1": CHECKS, "b.v1": CHECKS}
    found = plan(two(), checks=("shapes", "gradient"))
    assert names(found) == {"a.v1": ["gradient", "shapes"], "b.v1": ["gradient", "shapes"]}
    assert all(isinstance(task, CheckTask) for tasks in found.groups.values() for task in tasks.values())


def test_the_items_of_a_layer_share_its_state():
    first, second, *_ = plan(two()).groups["a.v1"].values()
    assert first.layer is second.layer


def test_a_table_may_name_the_checks_of_its_layer():
    table = read_table(Location("f", "layers", "nn:A"), {"checks": ["shapes", "gradeint"]})
    found = plan(loaded(("a.v1", Square, {}), tables={"a.v1": table}))
    assert list(found.groups["a.v1"]) == ["shapes", "gradeint"]
    assert message(found.groups["a.v1"]["gradeint"]) == (
        "a.v1: checks names 'gradeint', but no check is called that; did you mean gradient?"
    )


def test_an_expected_failure_that_names_no_check_of_the_layer_fails():
    found = plan(two(expected_failures={"gradeint": "known"}), checks=("shapes",))
    assert names(found)["a.v1"] == ["shapes", "gradeint"]
    assert message(found.groups["a.v1"]["gradeint"]) == (
        "a.v1: expected_failures names 'gradeint', but no check is called that; did you mean gradient?"
    )
    table = read_table(Location("f", "layers", "nn:A"), {"checks": ["shapes"]})
    details = {"expected_failures": {"gradient": "known"}}
    found = plan(loaded(("a.v1", Square, details), tables={"a.v1": table}))
    assert message(found.groups["a.v1"]["gradient"]) == (
        "a.v1: expected_failures names 'gradient', which is not among its checks (shapes)"
    )


def test_what_could_not_be_loaded_is_an_item_for_each_distribution():
    errors = (
        LoadError("ethan.layers", "one", "theirs", "no"),
        LoadError("ethan.layers", "two", "theirs", "never"),
        LoadError("source", "nn::Conv[3]", "", "no", "[table]"),
    )
    found = plan(loaded(broken=errors, empty=(LoadError("source", "bare", "", "nothing in it"),)))
    assert names(found) == {
        group: ["load"] for group in ("broken.bare", "broken.nn:Conv(3)", "broken.theirs")
    }
    assert isinstance(found.groups["broken.theirs"]["load"], FailingTask)
    assert message(found.groups["broken.theirs"]["load"]).splitlines() == [str(errors[0]), str(errors[1])]
    assert message(found.groups["broken.nn:Conv(3)"]["load"]) == (
        "nn::Conv[3]: no\nput this into pyproject.toml and fill it in:\n\n[table]"
    )


def test_ids_select_layers_and_items():
    found = plan(two(), ids=("ethan::a.v1::shapes", "ethan::b.v1"), checks=("gradient", "shapes"))
    assert names(found) == {"a.v1": ["shapes"], "b.v1": ["gradient", "shapes"]}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"ids": ("ethan::c.v1",)},
            "ethan: not found: ethan::c.v1; did you mean ethan::a.v1 or ethan::b.v1?",
        ),
        (
            {"checks": ("gradeint",)},
            "ethan: no check is called 'gradeint'; did you mean gradient?",
        ),
    ],
)
def test_what_is_not_known_is_a_usage_error(asked, message):
    assert plan(two(), **asked).usage_error == message


def test_no_layer_at_all_is_told(tmp_path):
    found = plan(loaded(empty=(LoadError("source", "bare", "", "module 'bare' defines none"),)))
    assert found.nothing.startswith("nothing was judged: module 'bare' defines none\n")
    assert not found.groups


def test_what_is_not_judged_is_sent_to_the_controller():
    config = config_of(settings(), loaded(bases=("a is abstract",), left_out=("nn:B",)))
    config.workeroutput = {}
    assert plan_items(config).groups == {}
    assert config.workeroutput == {"ethan_not_judged": [["a is abstract"], ["nn:B"]]}
