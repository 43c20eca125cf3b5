"""Results for code scanning."""

import json

import pytest

from ethan_check.reports.as_sarif import render
from ethan_check.reports.layer_result import CheckResult, LayerResult, Place
from reports.runs import broken_off, failing, passing, results


def run_of(found, root):
    document = json.loads(render(found, root))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return run


def test_a_check_that_fails_is_a_result_at_the_line_of_backward(tmp_path):
    run = run_of(results(failing(), passing(), not_loaded=()), tmp_path)
    assert run["tool"]["driver"]["rules"] == [
        {"id": "gradient", "name": "gradient", "shortDescription": {"text": "Ethan's check gradient"}}
    ]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("gradient", "error")
    assert result["message"]["text"].startswith("halved.v1: dL_dX is 1/2 of the derivative")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "layers.py"},
        "region": {"startLine": 24},
    }


def test_what_has_no_place_or_was_not_loaded_is_a_result_all_the_same(tmp_path):
    run = run_of(results(broken_off()), tmp_path)
    assert [result["ruleId"] for result in run["results"]] == ["load", "gradient"]
    assert all("locations" not in result for result in run["results"])
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"load", "gradient"}


@pytest.mark.parametrize(
    ("file", "uri"),
    [("a b/layers#1.py", "a%20b/layers%231.py"), ("/other/layers.py", "file:///other/layers.py")],
)
def test_paths_are_uris(tmp_path, file, uri):
    (result,) = run_of(results(failing(backward=Place(file, 3)), not_loaded=()), tmp_path)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_an_expected_failure_is_there_and_suppressed(tmp_path):
    check = CheckResult(check="gradient", verdict="expected failure", text="known since 2019")
    layer = LayerResult(name="old.v1", verdict="expected failure", checks=(check,))
    (result,) = run_of(results(layer, not_loaded=()), tmp_path)["results"]
    assert result["level"] == "note"
    assert result["suppressions"] == [{"kind": "external", "justification": "known since 2019"}]


def test_a_result_is_known_again_when_its_layer_moves(tmp_path):
    def prints(layer):
        (result,) = run_of(results(layer, not_loaded=()), tmp_path)["results"]
        return result["partialFingerprints"]

    assert prints(failing()) == prints(failing(backward=Place("moved.py", 99)))
    assert prints(failing()) != prints(failing("other.v1"))


def test_the_bytes_are_the_same_every_time(tmp_path):
    assert render(results(), tmp_path) == render(results(), tmp_path)
