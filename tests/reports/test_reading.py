"""Files that claim to be results: read, or refused in one line."""

import copy
import json
from importlib import resources

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from ethan_check.reports.as_json import render
from ethan_check.reports.errors import ReportError
from ethan_check.reports.layer_result import CheckResult, LayerResult
from ethan_check.reports.reading import read_results, results_of
from ethan_check.reports.results import Results
from ethan_check.result import CutShort
from reports.runs import RUN, results

SCHEMA = json.loads((resources.files("ethan_check.reports") / "schema/results-1.schema.json").read_text())
WHOLE = results().to_json()


def refusal(tmp_path, content):
    file = tmp_path / "results.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ReportError) as refused:
        read_results(file)
    text = str(refused.value)
    assert text.startswith(f"{file}: ")
    assert "\n" not in text
    return text.removeprefix(f"{file}: ")


def test_what_was_written_is_read(tmp_path):
    (tmp_path / "results.json").write_text(render(results(), tmp_path))
    assert read_results(tmp_path / "results.json") == results()


def test_what_a_budget_left_out_is_read_as_it_was_written():
    cut = CutShort(9.0, {"shapes": (1, 4)}, ("gradient",))
    checks = (
        CheckResult(check="shapes", verdict="pass", cut_short=cut),
        CheckResult(check="state", verdict="pass"),
    )
    whole = Results(run=RUN, layers=(LayerResult(name="slow.v1", verdict="pass", checks=checks),))
    written = json.loads(render(whole, None))
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(written, SCHEMA)
    assert results_of(written) == whole
    written["layers"][0]["checks"][0]["cut_short"]["cases"]["shapes"]["seen"] = "one"
    with pytest.raises(ReportError, match=r"cut_short\.cases\.shapes\.seen is 'one'"):
        results_of(written)


def test_results_without_histories_are_read_as_an_older_ethan_wrote_them():
    older = json.loads(render(results(), None))
    for layer in older["layers"]:
        del layer["history"]
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(older, SCHEMA)
    found = results_of(older)
    assert [layer.history for layer in found.layers] == [()] * 4
    assert [layer.baseline for layer in found.layers] == [layer.baseline for layer in results().layers]


@pytest.mark.parametrize(
    "content", ["", "{", "\x00", b"\xff\xfe\xfa", "[" * 100_000, '{"a":' * 100_000], ids=range(6)
)
def test_what_is_no_json_is_refused(tmp_path, content):
    assert refusal(tmp_path, content) == "not JSON; give a file that --ethan-report=results.json wrote"


@pytest.mark.parametrize("content", ["[]", "3", '{"format": "junit"}', '{"layers": []}'])
def test_json_of_somebody_elses_is_refused(tmp_path, content):
    assert refusal(tmp_path, content).startswith("not results of Ethan; give a file that")


def test_results_of_a_newer_ethan_are_refused(tmp_path):
    newer = json.dumps({**WHOLE, "version": 2})
    assert refusal(tmp_path, newer) == (
        "written by a newer Ethan (results of version 2; this one reads version 1): upgrade ethan-check"
    )


@pytest.mark.parametrize("version", [0, -1, True, "1", None, 1.5])
def test_a_version_that_never_was_is_refused(tmp_path, version):
    assert refusal(tmp_path, json.dumps({**WHOLE, "version": version})).startswith("version is ")


def test_what_is_damaged_is_named_by_its_place(tmp_path):
    damaged = copy.deepcopy(WHOLE)
    damaged["layers"][1]["checks"][0]["verdict"] = "fine"
    assert refusal(tmp_path, json.dumps(damaged)) == (
        "layers[1].checks[0].verdict is 'fine', expected one of fail, error, inconclusive, expected failure, "
        "pass, not applicable, not asked"
    )
    del damaged["layers"][0]["name"]
    assert refusal(tmp_path, json.dumps(damaged)) == "layers[0].name is missing, expected text"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ReportError, match=r"none\.json: No such file or directory$"):
        read_results(tmp_path / "none.json")
    with pytest.raises(ReportError, match=r"Is a directory$"):
        read_results(tmp_path)


def test_steps_that_lie_too_deep_are_refused():
    step = {"what": "", "facts": {}, "steps": []}
    for _ in range(60):
        step = {"what": "", "facts": {}, "steps": [step]}
    damaged = copy.deepcopy(WHOLE)
    damaged["layers"][0]["checks"][0]["trace"] = [step]
    with pytest.raises(ReportError, match="more than 50 steps deep"):
        results_of(damaged)


def places(value, way=()):
    yield way
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from places(child, (*way, key))


PLACES = [way for way in places(json.loads(render(results(), None))) if way]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(PLACES), JSON)
@settings(max_examples=300, deadline=None)
def test_a_value_that_is_exchanged_is_read_or_refused_and_never_a_traceback(way, value):
    damaged = json.loads(render(results(), None))
    *to, last = way
    inner = damaged
    for key in to:
        inner = inner[key]
    inner[last] = value
    try:
        found = results_of(damaged)
    except ReportError as error:
        event(str(error).rpartition("expected")[2])
    else:
        results_of(json.loads(render(found, None)))
