"""The summary of a job."""

import re
from pathlib import Path

from ethan_check.reports import as_markdown
from ethan_check.reports.as_markdown import render
from ethan_check.reports.layer_result import BaselineLine
from reports.runs import HOSTILE, failing, passing, results


def test_the_worst_come_first_and_what_fails_says_how(tmp_path):
    text = render(results(), tmp_path)
    rows = re.findall(r"^\| (\S+\.v1) \| (.*?) \|", text, re.MULTILINE)
    assert rows == [
        ("halved.v1", "**fail**"),
        ("crashes.v1", "**error**"),
        ("shy.v1", "**inconclusive**; less accurate"),
        ("good.v1", "pass"),
    ]
    assert "<summary><b>halved.v1: gradient</b> (fail, layers.py:24)</summary>" in text
    assert "looks like: dL_dX is divided by the batch size" in text
    assert "good.v1: " not in text
    assert "| 2e-09 in one entry of dL\\_dW |" in text
    assert "shy.v1, not judged: scale" in text
    assert "| less accurate | dL\\_dX, case 0, float64 | 0.5 | 900 | 1800 | 2 |" in text
    assert "<summary><b>shy.v1</b>: history of the baseline</summary>" in text
    assert (
        "| 2026-01-03 | 0000000 | Ann | less accurate | dL\\_dX is not what it was | a better formula | 60 |"
        in text
    )
    assert "<b>my-layers</b> (not loaded)" in text
    assert "- left out: plain.Scale cannot be constructed without k" in text


def test_a_run_that_did_not_end_says_so(tmp_path):
    from dataclasses import replace

    run = replace(results().run, complete=False)
    assert "**The run did not come to its end:**" in render(results(run=run), tmp_path)
    assert "did not come to its end" not in render(results(), tmp_path)


def test_what_is_not_ours_stays_text(tmp_path):
    checks = (failing(HOSTILE).checks[0],)
    text = render(results(failing(HOSTILE, checks=checks), passing(HOSTILE + "2")), tmp_path)
    outside = re.sub(r"^````*text\n.*?^````*$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in outside
    assert all(row.count("|") - row.count("\\|") == 5 for row in text.splitlines() if row.startswith("| "))


def test_a_heading_is_one_line_of_html_without_escapes_of_markdown(tmp_path):
    layer = failing("max_pool\n\n<b>.v1", checks=failing().checks)
    assert "<summary><b>max_pool &lt;b&gt;.v1: gradient</b>" in render(results(layer), tmp_path)


def test_a_fence_is_longer_than_any_in_the_text(tmp_path):
    ticks = failing("ticks.v1")
    (check, other) = ticks.checks
    from dataclasses import replace

    text = render(results(replace(ticks, checks=(replace(check, text="````\nx"), other))), tmp_path)
    assert "`````text\n````\nx\n`````\n" in text


def test_a_long_summary_says_that_it_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(as_markdown, "_MOST_CHARACTERS", 2000)
    text = render(results(*(failing(f"layer{number}.v1") for number in range(50))), tmp_path)
    assert text.count("<details>") < 10
    assert "left out of the details here" in text
    assert "| layer49.v1 |" in text


def test_the_bytes_are_the_same_every_time():
    assert render(results(), Path("/a")) == render(results(), Path("/a"))


def test_what_a_baseline_says_of_a_layer_that_passes_is_shown(tmp_path):
    line = BaselineLine(state="cheaper", where="calls of forward", baseline=30, now=20, ratio=0.5)
    text = render(results(passing(baseline=(line,)), passing("same.v1"), not_loaded=()), tmp_path)
    assert "| good.v1 | pass; cheaper |" in text
    assert "| cheaper | calls of forward | 30 | 20 | 0.5 |  |" in text
    assert "same.v1, " not in text
