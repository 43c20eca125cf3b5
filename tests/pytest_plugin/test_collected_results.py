"""The results of a run, put together from the reports of its items."""

from ethan_check.pytest_plugin.collected_results import collected_results
from ethan_check.reports.layer_result import BaselineLine, Place
from ethan_check.reports.results import NotLoaded
from pytest_plugin.stand_ins import report_of

FACTS = {
    "source": {"file": "layers.py", "line": 3},
    "backward": {"file": "layers.py", "line": 9},
    "formulas": "Y[*i] = X[*i]",
}


def collected(*reports, left_out=(), is_complete=True):
    by_layer = {}
    for report in reports:
        _, layer, check = report.nodeid.split("::")
        by_layer.setdefault(layer, {})[check] = report
    return collected_results(by_layer, left_out, 3, is_complete=is_complete)


def passed(layer, check, **record):
    return report_of(layer, check, verdict="pass", findings=[], **record)


def test_the_order_is_that_of_names():
    reports = [
        passed("b.v1", "shapes"),
        passed("a.v1", "shapes"),
        passed("b.v1", "gradient", read_as="plain"),
    ]
    found = collected(*reports)
    assert found == collected(*reversed(reports))
    assert [layer.name for layer in found.layers] == ["a.v1", "b.v1"]
    assert [check.check for check in found.layers[1].checks] == ["gradient", "shapes"]
    assert found.layers[1].read_as == "plain"
    assert found.run.seed == 3


def test_what_was_known_before_the_run_stands_with_the_layer():
    (layer,) = collected(passed("a.v1", "shapes", facts=FACTS)).layers
    assert (layer.source, layer.backward) == (Place("layers.py", 3), Place("layers.py", 9))
    assert layer.formulas == "Y[*i] = X[*i]"
    (unknown,) = collected(passed("a.v1", "shapes")).layers
    assert (unknown.source, unknown.backward, unknown.formulas) == (None, None, "")


def test_what_a_baseline_says_is_carried():
    line = {"state": "changed", "where": "dL_dX", "baseline": 1.0, "now": 2.0, "ratio": 2.0, "allowance": 0.1}
    said = {"layer": "a.v1", "state": "changed", "lines": ["changed"], "differences": [line]}
    (layer,) = collected(passed("a.v1", "baseline", baseline=said)).layers
    assert layer.baseline == (BaselineLine(**line),)
    same = {"layer": "a.v1", "state": "same", "lines": [], "differences": []}
    (layer,) = collected(passed("a.v1", "baseline", baseline=same)).layers
    assert [one.state for one in layer.baseline] == ["same"]
    assert layer.changes == ()


def test_layers_that_are_gone_stand_among_the_others():
    gone = report_of(
        "baseline", "gone", outcome="failed", verdict="fail", baseline={"gone": ["b.v1"], "removes": False}
    )
    gone.longrepr = "b.v1: gone"
    there, missing = collected(passed("a.v1", "shapes"), gone).layers
    assert (there.name, there.verdict) == ("a.v1", "pass")
    assert (missing.name, missing.verdict, missing.changes) == ("b.v1", "fail", ("gone",))


def text_of(report):
    (layer,) = collected(report).layers
    return layer.checks[0].text


def test_the_text_is_what_the_run_printed():
    failed = report_of("a.v1", "gradient", outcome="failed", verdict="fail")
    failed.longrepr = "a.v1: wrong"
    assert text_of(failed) == "a.v1: wrong"
    skipped = report_of("a.v1", "gradient", outcome="skipped", verdict="not applicable")
    skipped.longrepr = ("layers.py", 3, "Skipped: it does not apply")
    assert text_of(skipped) == "it does not apply"
    known = report_of("a.v1", "gradient", outcome="skipped", verdict="expected failure")
    known.wasxfail = "reason: since ever"
    assert text_of(known) == "since ever"
    assert text_of(passed("a.v1", "gradient")) == ""


def test_sources_that_are_not_loaded_are_no_layers():
    broken = report_of("broken.mine", "load", outcome="failed", verdict="error")
    broken.longrepr = "mine: no"
    found = collected(broken, left_out=("plain.Scale",), is_complete=False)
    assert found.layers == ()
    assert found.not_loaded == (NotLoaded("mine", "mine: no"),)
    assert found.left_out == ("plain.Scale",)
    assert not found.run.complete


def test_the_time_can_be_set(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert collected().run.when == "1970-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert collected().run.when > "2025"
