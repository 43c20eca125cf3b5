"""Results as JSON: what the schema says, what can be read again, and nothing that is no JSON."""

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from ethan_check.reports.as_json import render
from ethan_check.reports.reading import results_of
from reports.runs import HOSTILE, failing, passing, results, wrong_gradient

SCHEMA = json.loads((resources.files("ethan_check.reports") / "schema/results-1.schema.json").read_text())


def document(found):
    return json.loads(render(found, Path()), parse_constant=pytest.fail)


@pytest.mark.parametrize("found", [results(), replace(results(), layers=())], ids=["usual", "empty"])
def test_the_schema_describes_it(found):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document(found), SCHEMA)


def test_the_schema_forgets_nothing_and_asks_for_nothing_else():
    """Every member that is written is described, and the other way round."""
    whole = document(results())
    assert set(whole) == set(SCHEMA["properties"])
    assert set(whole["run"]) == set(SCHEMA["properties"]["run"]["properties"])
    parts = {
        "layer": whole["layers"][0],
        "check": {
            **whole["layers"][0]["checks"][0],
            "cut_short": {},
        },  # Which is only there where it says something.
        "finding": whole["layers"][1 + 1]["checks"][0]["findings"][0],
        "baseline_line": whole["layers"][3]["baseline"][0],
        "baseline_revision": whole["layers"][3]["history"][0],
    }
    for name, part in parts.items():
        assert set(part) == set(SCHEMA["$defs"][name]["properties"]), name


def test_it_is_read_again_as_it_was():
    assert results_of(document(results())) == results()


def test_numbers_that_are_not_finite_are_words_and_read_again_as_numbers():
    layer = passing(certificate={"dL_dX": float("inf")})
    evidence = wrong_gradient(not_finite=True)
    whole = document(results(layer, failing(evidence=evidence)))
    written = whole["layers"][1]["checks"][0]["findings"][0]["evidence"]["gradient"]["backward"]
    assert (written[0], written[-1]) == ("NaN", "Infinity")
    assert results_of(whole).layers[0].certificate == {"dL_dX": float("inf")}


def test_a_layer_is_a_line_and_the_bytes_are_the_same_every_time():
    text = render(results(), Path())
    assert text == render(results(), Path("/elsewhere"))
    assert sum(line.startswith('{"name": ') and '"checks"' in line for line in text.splitlines()) == 4


def test_hostile_names_come_back_as_they_were():
    found = results(passing(HOSTILE), passing("half a pair \ud800"))
    assert {layer.name for layer in results_of(document(found)).layers} == {HOSTILE, "half a pair \ud800"}


def test_a_thousand_layers_are_a_file_that_can_be_read():
    found = results(*(failing(f"layer{number}.v1") for number in range(1000)))
    text = render(found, Path())
    assert len(text) < 10e6
    assert results_of(json.loads(text)) == found
