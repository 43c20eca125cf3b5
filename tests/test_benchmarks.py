"""The benchmarks measure what they say: tiny runs, and harnesses that are not fooled."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from as_function import LayerFunction
from baseline_stability import entries, moved, planted, reported
from baseline_stability import measured as baseline_of
from boundary_cost import LAYERS, verified
from certificate import shares
from checkers import load_checkers
from correct_points import layers, point
from cost_curve import cost_of, sized
from false_alarms import Count, count, verify
from hostile_runs import is_told, is_whole
from peer_measures import alarms, caught
from peers import measured, tables
from planted import Entry, Tally, counted, with_wrong_entry
from points import NEAR, has_kink, kinked_draws, ordinary_draws, subject_of, typical_draw, varied_draws
from report_files import run_of, timed
from resolution import plant
from speed import main as speed
from speed_scaling import by_arrays, by_entries
from start import IMPORTS, loaded, seconds
from zoo import load_zoo
from zoo.runner import evaluate

from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.layer_call import LayerCall

pytestmark = pytest.mark.newest_only

ZOO = {specimen.name: specimen for specimen in load_zoo()}
PEERS = ("torch_gradcheck", "jax_check_grads", "hips_autograd", "scipy_check_grad", "numdifftools_jacobian")


def test_a_start_is_measured_and_says_what_it_loads(tmp_path):
    assert loaded(IMPORTS["import numpy"], tmp_path) == ["numpy"]
    assert loaded(IMPORTS["ethan (its help)"], tmp_path) == []
    assert seconds(IMPORTS["python"], tmp_path) > 0


def test_the_certificate_is_true():
    caught, tried = shares(list(ZOO.values())[::12])
    assert tried >= 30
    assert caught[1] >= 0.9
    assert caught[0.01] == 0


def test_baselines_of_the_same_layers_are_the_same_and_a_planted_change_is_seen():
    some = {entry.name: baseline_of(entry, calls=False) for entry in entries()[:20:5]}
    assert list(reported(some, some)) == []
    assert moved(some, some) == (0, 0.0)
    tried, visible, seen = planted(entries()[:20:5])
    assert 0 < visible == seen <= tried


@dataclass
class Stubborn:
    """A checker that always answers the same, or always raises."""

    answer: str | None
    name: str = "stubborn"
    whole: bool = False
    slow: bool = False

    def verdict(self, *arguments: Any) -> str:
        if self.answer is None:
            raise RuntimeError("broken harness")
        return self.answer


def bugs_of(name: str) -> list[Any]:
    return [(ZOO[name], bug) for bug in ZOO[name].bugs]


@pytest.mark.parametrize("answer", [None, "fail", "inconclusive", "pass"])
def test_a_checker_that_answers_alike_catches_nothing(answer):
    found = caught(Stubborn(answer), bugs_of("relu"))
    assert found.share == 0
    assert found.not_applicable == (0 if answer == "pass" else len(ZOO["relu"].bugs))


def test_errors_of_the_harness_are_no_false_alarms():
    seen = alarms(Stubborn(None), [(ZOO["relu"], typical_draw(ZOO["relu"]))])
    assert (seen.points, seen.false, seen.raised) == (1, 0, 1)


@pytest.mark.parametrize("name", ["linear", "attention", "cross_entropy", "dropout", "lstm"])
def test_a_layer_as_a_function_has_the_layers_gradients(name):
    specimen = ZOO[name]
    some = typical_draw(specimen)
    out, gradients = evaluate(specimen, specimen.cls, some)
    function = LayerFunction(specimen, specimen.cls, some)
    np.testing.assert_array_equal(function.forward(function.arrays), out)
    for got, expected in zip(function.vjp(function.arrays, some.dout), gradients.values(), strict=True):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("module", PEERS)
def test_a_peer_tells_right_from_wrong(module):
    checkers, missing = load_checkers((module,))
    if missing:
        pytest.skip(missing[0])
    specimen = ZOO["linear"]
    for checker in checkers:
        some = typical_draw(specimen)
        assert checker.verdict(specimen, specimen.cls, some, 0) == "pass"
        assert checker.verdict(specimen, specimen.build(specimen.bugs[0]), some, 0) == "fail"


def test_the_table_of_peers():
    checkers, _ = load_checkers(("ethan",))
    relu = ZOO["relu"]
    points = (
        [(relu, some) for some in islice(ordinary_draws(relu, 1), 2)],
        [(relu, some) for some in kinked_draws(relu, 1)],
    )
    row = measured(checkers[1], [relu], bugs_of("relu")[:2], points, cases=3, seed=0)
    assert row.caught.share == 1.0
    assert row.ordinary.points == 2
    assert row.kinked.points == len(NEAR)
    assert row.ordinary.false == row.kinked.false == 0
    text = tables([row], cases=3)
    assert "| Ethan, gradient of one case | 100.0% | 100.0% | 0.0% (0 of 2) |" in text


def test_points_are_what_they_are_said_to_be():
    relu, linear = ZOO["relu"], ZOO["linear"]
    assert has_kink(relu)
    assert not has_kink(linear)
    integers, near, ties, rows = (some.inputs[0] for some in kinked_draws(relu, 1))
    assert (integers == np.rint(integers)).all()
    assert (np.abs(near) < 0.11).any()
    assert len(np.unique(ties)) <= 3
    assert (rows == rows[0]).all()
    assert len(varied_draws(linear, 5)) == 5


@pytest.mark.parametrize("name", ["linear", "relu"])
def test_classes_made_from_others_keep_their_convention(name):
    specimen, tally = ZOO[name], Tally()
    some = typical_draw(specimen)
    subject = subject_of(specimen, counted(specimen.cls, tally), some)
    assert list(subject.targets) == list(evaluate(specimen, specimen.cls, some)[1])
    assert tally.forward > 0
    wrong = with_wrong_entry(specimen, Entry("x", 0.0), lambda gradient, index: gradient[index] + 1)
    expected, got = (evaluate(specimen, cls, some)[1] for cls in (specimen.cls, wrong))
    assert np.abs(got["x"] - expected["x"]).sum() == pytest.approx(1.0)


def test_points_of_correct_layers_are_counted():
    numbers = range(0, 3 * len(layers()), 7)
    found = count(numbers)
    assert found.points.total() == len(numbers)
    assert found.fails.total() == 0, found.alarms
    assert found.forward >= 4 * len(numbers)
    subject, way = point(5, seed=1)
    again, same = point(5, seed=1)
    assert way == same
    np.testing.assert_array_equal(
        subject.values["X" if "X" in subject.values else "x"],
        again.values["X" if "X" in again.values else "x"],
    )


def test_counts_add_up():
    total, one = Count(), count([0])
    total.add(one)
    total.add(one)
    assert total.points.total() == 2
    assert total.forward == 2 * one.forward


def test_a_whole_verification_of_a_correct_layer_raises_no_alarm():
    assert verify([layer.name for layer in layers()].index("tanh")) == []


def test_the_cost_of_a_gradient_check():
    for specimen, some in sized(100):
        cost = cost_of(specimen, some, repeats=2)
        assert cost.verdict == "pass"
        assert 90 <= cost.entries <= 150
        assert 0 < cost.certificate < 1e-6
        assert cost.caught[-1] == cost.tried == 2
        assert cost.forward <= 22


@pytest.mark.parametrize("name", ["tanh", "absolute"])
def test_planted_errors_are_caught_and_their_absence_is_not(name):
    assert plant(ZOO[name], 1e-6, seed=0, exact=True).caught
    assert plant(ZOO[name], 0.0, seed=0, exact=True).verdict == "pass"


def test_the_runs_whose_reports_are_measured_are_what_they_are_called():
    for size, one_in, failing in ((20, 10, 2), (20, 1, 20), (20, 0, 0)):
        layers = run_of(size, one_in).layers
        assert (len(layers), sum(layer.verdict == "fail" for layer in layers)) == (size, failing)
    text, seconds = timed(lambda found, root: str(len(found.layers)), run_of(3, 0))
    assert (text, seconds >= 0) == ("3", True)


def test_speed_prints_what_it_measures(capsys):
    speed(["layers", "failures", "--every", "40"])
    printed = capsys.readouterr().out
    assert "| layers | forwards | backwards | CPU |" in printed
    assert "| median of 2 | " in printed
    assert "times |" in printed


def test_speed_of_growing_layers_is_that_of_right_ones():
    *_, entries = by_entries([2])
    *_, arrays = by_arrays([3])
    assert entries.startswith("| 1e2 | ")
    assert arrays.startswith("| 3 | ")
    assert all(line.endswith("| pass |") for line in (entries, arrays))


def of_a_report(name: str, verdict: str, *texts: str) -> dict[str, Any]:
    checks = [{"verdict": verdict, "text": text} for text in texts]
    return {"name": name, "verdict": verdict, "checks": checks}


@pytest.mark.parametrize("text", ["", "half \ud800", "long " * 200, "Traceback (most recent call last):"])
def test_what_cannot_be_read_is_not_counted_as_told(text):
    assert is_told(of_a_report("a", "error", "forward raised ValueError: no (layers.py:7)\nsee it again"))
    assert not is_told(of_a_report("a", "error", text))


def test_a_run_that_lost_something_is_not_whole():
    layers = [of_a_report("good1", "pass", "", ""), of_a_report("a", "error", "no", "no")]
    assert is_whole(layers, "", 2, ["one", "two"])
    assert not is_whole(layers, "", 3, ["one", "two"])
    assert not is_whole(layers, "INTERNALERROR", 2, ["one", "two"])
    assert not is_whole(layers, "", 2, ["one", "two", "three"])
    assert not is_whole([of_a_report("good1", "fail", "no", "no"), layers[1]], "", 2, ["one", "two"])


def test_the_boundary_is_put_back_and_changes_no_call():
    methods = KeptProcess.__enter__, LayerCall.__enter__
    make, x = LAYERS["Relu"]
    calls, seconds = verified(make, x, 1)
    assert calls[0] == calls[1] == calls[2]
    assert min(seconds) > 0
    assert (KeptProcess.__enter__, LayerCall.__enter__) == methods
