"""Two sets of baselines side by side."""

import json
from dataclasses import replace

from baseline.samples import array, case, entry, with_value
from ethan_check.baseline.diff import FORMATS, diff

BEFORE = {name: entry(name) for name in ("gone.v1", "same.v1", "square.v1", "wide.v1")}
NOW = {
    "conv2d.v2": entry("conv2d.v2"),
    "same.v1": entry("same.v1"),
    "square.v1": with_value(
        replace(entry(), written={"reason": "faster | <b>", "numpy": "2.0"}), dL_dX=array(1.0, 12.0, -4.0)
    ),
    "wide.v1": entry("wide.v1", cases={"0 float64": case(memory=288)}, written={"numpy": "2.0"}),
}


def test_only_what_changed_is_said():
    found = diff(BEFORE, NOW)
    assert [(one.comparison.layer, one.comparison.state) for one in found] == [
        ("conv2d.v2", "new"),
        ("gone.v1", "gone"),
        ("square.v1", "changed"),
        ("wide.v1", "costlier"),
    ]
    assert diff(BEFORE, BEFORE) == []


def test_as_text():
    text = FORMATS["text"](diff(BEFORE, NOW))
    assert "square.v1: changed: dL_dX is 4 times what it was\n" in text
    assert "  the mathematics still passes" in text
    assert "  reason: faster | <b>" in text
    assert FORMATS["text"]([]) == "all the same"


def test_as_markdown():
    text = FORMATS["markdown"](diff(BEFORE, NOW))
    rows = text.splitlines()
    assert rows[:2] == ["| layer | state | what changed | reason |", "| --- | --- | --- | --- |"]
    assert rows[3] == "| gone.v1 | gone | its entry was there, and is not there |  |"
    assert "dL_dX is 4 times what it was; the mathematics still passes" in rows[4]
    assert rows[4].endswith(r"| faster \| &lt;b> |")
    assert "| dL_dX | 3 | 12 | 4 | 1.0e-14 | case 0: inputs (2, 3) |" in rows
    assert "<details><summary>wide.v1</summary>" in rows
    assert FORMATS["markdown"]([]) == "All baselines are the same."


def test_as_json():
    (new, gone, changed, costlier) = json.loads(FORMATS["json"](diff(BEFORE, NOW)))
    assert (new["state"], gone["state"], costlier["state"]) == ("new", "gone", "costlier")
    assert changed["gradient"] == "pass"
    assert changed["differences"][0]["ratio"] == 4
    fewer = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, not_finite=1))
    assert "Infinity" not in FORMATS["json"](diff({"a": entry()}, {"a": fewer}))
