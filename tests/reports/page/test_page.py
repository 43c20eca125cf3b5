"""The page: whole, safe, the same every time, and small enough."""

import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.reports.layer_result import CheckResult
from ethan_check.reports.page import page, render
from ethan_check.reports.results import NotLoaded
from ethan_check.result import AccountEntry, Finding
from ethan_check.trace import Step
from reports.page.html import Page
from reports.runs import HOSTILE, broken_off, failing, passing, past, results, unjudged, wrong_gradient

pytest.importorskip("jinja2", reason="the extra report is not installed")
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("latex2mathml", reason="the extra report is not installed")


@pytest.fixture(scope="module")
def usual():
    return render(results(), Path())


def test_it_shows_what_there_is_the_worst_first(usual):
    text = Page(usual).text
    assert "4 layers: 1 fail, 1 error, 1 inconclusive, 1 pass; 1 not loaded; 1 left out" in text
    names = re.findall(r'<span class="name">(.*?)</span>', usual)
    assert names == ["halved.v1", "crashes.v1", "shy.v1", "good.v1"]
    for shown in (
        "looks like: dL_dX is divided by the batch size",
        "layers.py:24",
        "plain object, no parameters",
        "my-layers: ImportError: no (mine.py:3)",
        "plain.Scale cannot be constructed without k",
        "ended its process",
        "less accurate",
        "directional test (difference 0.5)",
        "no gradient beside it",
        "forward is not random",
    ):
        assert shown in text, shown


def test_it_has_the_pictures(usual):
    titles = re.findall(r"<figcaption><strong>(.*?)\.</strong>", usual)
    assert titles == [
        "dL_dX: backward beside the derivative",
        "Error of the differences, by step",
        "Cost and accuracy, by revision of the baseline",
        "What would have been seen",
        "Against the documented formulas",
    ]
    assert usual.count("<svg ") == 5
    assert usual.count('role="img"') == 5


def test_the_numbers_of_a_history_stand_beside_its_picture(usual):
    (shown,) = re.findall(r"<h3>History of the baseline</h3>.*?</table>", usual, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", shown)
    assert [re.findall(r">([^<]*)</th>", row) for row in rows[:1]] == [
        ["date", "commit", "author", "state", "what", "reason", "calls of forward", "units in the last place"]
    ]
    assert re.findall(r">([^<]*)</td>", rows[1])[3:] == [
        "less accurate", "dL_dX is not what it was", "a better formula", "60", "900"
    ]  # fmt: skip
    assert len(rows) == 4


def test_a_history_of_one_revision_is_a_table_alone():
    source = render(results(unjudged(history=past("new", forward=(30,)))), Path())
    assert "<h3>History of the baseline</h3>" in source
    assert "by revision of the baseline" not in source


def test_formulas_are_typeset_and_stand_beside_their_notation(usual):
    assert usual.count("<math ") == 2
    assert "dL/dX[n,i] = 2*dL/dY[n,i]*X[n,i]" in usual


def test_what_needs_somebody_is_open_and_the_rest_is_not(usual):
    assert re.findall(r'<details class="layer"( open)?>', usual) == [" open", " open", " open", ""]


def test_a_run_that_did_not_end_says_so(usual):
    cut = render(results(run=replace(results().run, complete=False)), Path())
    assert "The run did not come to its end." in cut
    assert "did not come to its end" not in usual


def test_a_run_without_layers_is_a_page():
    nothing = replace(results(), layers=(), not_loaded=(), left_out=())
    assert "0 layers" in Page(render(nothing, Path())).text


def test_nothing_is_fetched_and_nothing_runs(usual):
    found = Page(usual)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    for name in ("href", "xlink:href", "src", "action"):
        assert all(value.startswith(("#", "data:image/png;base64,")) for value in found.values(name)), name
    assert "default-src 'none'" in usual
    assert re.findall(r"url\((?!#)", usual) == []
    assert "@import" not in usual


def test_ids_are_unique_and_links_lead_somewhere(usual):
    found = Page(usual)
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    targets = [value for name in ("href", "xlink:href") for value in found.values(name) if value[0] == "#"]
    assert targets
    assert {value[1:] for value in targets} <= set(ids)
    assert set(found.values("aria-labelledby")) <= set(ids)


def hostile():
    """Every text of the results, as somebody who means mischief would write it."""
    evidence = wrong_gradient() | {"ulps": 3.0}
    evidence["gradient"]["case"] = HOSTILE
    texts = dict.fromkeys(("check", "target", "message", "case"), HOSTILE)
    finding = Finding(**texts, verdict="fail", evidence=evidence)
    whose = dict.fromkeys(("commit", "date", "author", "state", "what", "reason"), HOSTILE)
    check = CheckResult(
        check=HOSTILE, verdict="fail", text=HOSTILE, calls={HOSTILE: 3}, findings=(finding,),
        trace=(Step(HOSTILE, {HOSTILE: HOSTILE}),),
    )  # fmt: skip
    layer = failing(
        HOSTILE,
        checks=(check,),
        remark=HOSTILE,
        formulas=HOSTILE,
        read_as=HOSTILE,
        certificate={HOSTILE: 1e-9},
        account={HOSTILE: AccountEntry("not judged", why=HOSTILE)},
        history=(BaselineRevision(**whose, numbers={"ulps": 3.0, HOSTILE: 1.0}),) * 2,
    )
    run = replace(results().run, ethan=HOSTILE, numpy=HOSTILE, when=HOSTILE)
    return results(layer, run=run, not_loaded=(NotLoaded(HOSTILE, HOSTILE),), left_out=(HOSTILE,))


def test_a_layer_named_script_is_text():
    source = render(hostile(), Path())
    found = Page(source)
    assert "script" not in found.tags
    assert "<script" not in source
    assert found.text.count("alert(1)") > 10
    assert not set("\x00\u202e") & set(source)
    assert source.count("\\frac") == 0 or "<mfrac" not in source


def test_letters_that_a_font_lacks_and_filters_that_raise_are_no_errors():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        evidence = wrong_gradient(not_finite=True)
        source = render(results(passing("層\ud800.v1"), failing("μ.v1", evidence=evidence)), Path())
        assert np.geterr()["over"] == "raise"
        assert warnings.filters[0][0] == "error"
    assert "層" in source
    source.encode()


def test_the_bytes_are_the_same_every_time(usual):
    assert render(results(), Path("/elsewhere")) == usual


def test_nothing_of_matplotlib_is_left_changed(usual):
    import matplotlib

    assert matplotlib.rcParams["text.parse_math"] is True
    assert matplotlib.rcParams["svg.hashsalt"] is None


def test_no_more_histories_are_drawn_than_a_run_asks_for():
    layers = [unjudged(f"layer{number:02}.v1") for number in range(page._MOST_HISTORIES + 2)]
    source = render(results(*layers), Path())
    assert source.count("<svg ") == page._MOST_HISTORIES
    assert source.count("<h3>History of the baseline</h3>") == len(layers)


@pytest.mark.newest_only
def test_two_hundred_layers_stay_under_five_megabytes():
    evidence = wrong_gradient((10, 20))
    layers = [failing(f"layer{number}.v1", evidence=evidence) for number in range(100)]
    layers += [passing(f"layer{number}.v1") for number in range(100, 200)]
    source = render(results(*layers), Path())
    assert len(source.encode()) < 5e6
    assert source.count("<svg ") == page._MOST_PICTURES + 2
    assert source.count('<details class="layer" open>') == page._MOST_OPEN


def test_layers_that_ended_early_or_were_not_judged_are_pages_too():
    for layer in (broken_off(), unjudged(), passing(source=None, backward=None, read_as="", checks=())):
        Page(render(results(layer), Path()))
