"""One check on one layer, as an item."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from ethan_check.pytest_plugin.check_task import CheckTask, _json_native
from ethan_check.pytest_plugin.item_task import CheckFailure
from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_core import Contract
from pytest_plugin.stand_ins import Halved, Shy, Square, loaded, settings


def task(target, check, *, asked=None, **details):
    found = loaded(("layer.v1", target, {"contract": Contract(shapes="N d -> N d"), **details}))
    (entry,) = found.registry
    return CheckTask(LayerState(entry, found, asked or settings()), check)


def outcome(run):
    """The text of a failure, a skip or an expected failure."""
    with pytest.raises((CheckFailure, pytest.skip.Exception, pytest.xfail.Exception)) as caught:
        run()
    return caught.type.__name__, str(caught.value)


def test_a_check_that_passes_leaves_a_record():
    good = task(Square, "gradient")
    good()
    assert good.record["verdict"] == "pass"
    assert good.record["checks_known"] == len(good.layer.loaded.checks)
    assert json.loads(json.dumps(good.record)) == good.record
    assert (good.file, good.line) == (good.entry.source_file, good.entry.source_line)


def test_a_check_that_fails_says_how_to_see_it_again():
    halved = task(Halved, "gradient", asked=settings(seed=3, sources=("a b",), named_by_option=True))
    kind, text = outcome(halved)
    assert kind == "CheckFailure"
    assert text.startswith("layer.v1: dL_dX ")
    assert text.splitlines()[-1] == (
        "see it again: pytest \"ethan::layer.v1::gradient\" --ethan-check --ethan-seed=3 --ethan-layers='a b'"
    )
    assert halved.record["verdict"] == "fail"


def test_a_check_that_does_not_apply_is_skipped():
    kind, _ = outcome(task(Square, "update"))
    assert kind == "Skipped"


def test_a_known_failure_is_expected_and_one_that_passes_is_a_failure():
    expected = {"gradient": "half is enough"}
    kind, text = outcome(known := task(Halved, "gradient", expected_failures=expected))
    assert (kind, known.record["verdict"]) == ("XFailed", "expected failure")
    assert text.startswith("half is enough (layer.v1: dL_dX ")
    kind, text = outcome(task(Square, "gradient", expected_failures=expected))
    assert kind == "CheckFailure"
    assert text.startswith("layer.v1: gradient passes, but its failure is expected (half is enough)")


def test_one_item_says_why_a_layer_cannot_be_judged():
    first = task(Shy, "gradient", contract=None)
    second = replace(first, check="shapes", record={})
    first.layer.said.reporting_item = "gradient"
    kind, text = outcome(first)
    assert kind == "CheckFailure"
    assert text.startswith(first.layer.obstacle)
    assert first.record["obstacle"] == first.layer.obstacle
    assert outcome(second) == ("Skipped", "layer.v1 cannot be judged: see ethan::layer.v1::gradient")
    assert second.record == {"verdict": "not asked"}


class Misshapen(Square):
    def backward(self, dL_dY):
        return np.sum(dL_dY)


def test_what_several_checks_fail_with_is_said_once():
    first = task(Misshapen, "dtype")
    second = replace(first, check="gradient", record={})
    kind, text = outcome(first)
    assert kind == "CheckFailure"
    assert text.startswith("layer.v1: dL_dX has shape ()")
    assert outcome(second) == ("Skipped", "the same failure as ethan::layer.v1::dtype")
    assert second.record["verdict"] == "not asked"
    assert second.record["findings"][0]["verdict"] == "fail"  # for whoever reads the report file


def test_what_is_expected_of_one_check_is_expected_of_those_that_say_the_same():
    expected = task(Misshapen, "gradient", expected_failures={"gradient": "known"})
    other = replace(expected, check="dtype", record={})
    assert outcome(other) == ("Skipped", "the same failure as ethan::layer.v1::gradient")
    assert outcome(expected)[0] == "XFailed"


def test_a_record_is_plain_data():
    evidence = {"one": np.float64(0.5), "many": np.arange(3), "some": {2, 1}, "odd": object}
    report = SimpleNamespace(to_json=lambda: {"evidence": evidence})
    assert _json_native(report, 14) == {
        "evidence": {"one": 0.5, "many": [0, 1, 2], "some": [1, 2], "odd": "<class 'object'>"},
        "checks_known": 14,
    }
