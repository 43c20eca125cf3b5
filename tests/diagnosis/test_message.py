"""Messages: verdict first, then what it looks like, where, and the worst entries."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Fused, Tanh, X

from ethan_check import Finding, check_layer
from ethan_check.diagnosis.message import after_shrinking
from ethan_core import Contract


class Times(Tanh):
    def __init__(self, factor):
        self.factor = factor

    def backward(self, dout):
        return super().backward(dout) * self.factor


def told(layer, *inputs, **options):
    text = check_layer(layer, inputs or None, checks=["gradient"], **options).message
    return "\n".join(line for line in text.split("\n") if not line.startswith("  backward: "))


def test_a_whole_message():
    class AveragedFused(Fused):
        def _gradients(self, X, dL_dY):
            dX, by_name = super()._gradients(X, dL_dY)
            return dX / len(X), by_name

    message = told(AveragedFused(), name="scale.v1")
    first, looks, case, head, *rows, read_as = message.splitlines()
    assert first == "scale.v1: dL_dX is 1/2 of the derivative, in every entry (batch size 2)"
    assert looks == "  looks like: dL_dX was divided by the batch size [ETH101]"
    assert case == "  smallest case that shows it: X (2, 3)"
    assert head.split() == ["worst", "entries", "backward", "derivative", "error", "bar"]
    assert 1 <= len(rows) <= 5
    for row in rows:
        place, backward, derivative, bar = row.split()
        assert place.startswith("X[")
        assert float(backward) == pytest.approx(float(derivative) / 2, rel=1e-6)
        assert float(bar) < 1e-10
    assert read_as == "  read as: backward(X, dL_dY, lr) that updates w"


def test_at_most_five_entries_are_shown_the_worst_first():
    class Growing(Tanh):
        def backward(self, dout):
            return super().backward(dout) + np.arange(dout.size).reshape(dout.shape)

    rows = told(Growing(), X, shrink=False).splitlines()[-6:-1]
    assert [row.split()[0] for row in rows] == ["x[3,2]", "x[3,1]", "x[3,0]", "x[2,2]", "x[2,1]"]


def test_numbers_that_differ_are_seen_to_differ():
    class Tiny(Tanh):
        def backward(self, dout):
            dx = super().backward(dout)
            dx.flat[0] *= 1 + 1e-10
            return dx

    *_, head, row, _ = told(Tiny()).splitlines()
    _, backward, derivative, _ = row.split()
    assert 1e-11 < abs(float(backward) / float(derivative) - 1) < 1e-9
    assert head.index("derivative") + len("derivative") == row.index(derivative) + len(derivative)


def test_columns_stay_in_line_whatever_the_name():
    class Long(Tanh):
        contract = Contract(shapes="N C H W -> N C H W", inputs=("a_rather_long_name",))

        def backward(self, dout):
            return 2 * super().backward(dout)

    *lines, _ = told(Long(), np.ones((2, 3, 4, 5)), shrink=False).splitlines()
    (head,) = [line for line in lines if "worst entries" in line]
    rows = lines[lines.index(head) + 1 :]
    assert {len(row) for row in rows} == {len(head)}


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.5, "is 1/2 of the derivative"),
        (2, "is 2 times the derivative"),
        (-1, "is minus the derivative"),
        (-2, "is -2 times the derivative"),
        (-1 / 3, "is -1/3 of the derivative"),
        (2 / 3, "is 2/3 times the derivative"),
        (2**0.5, "is sqrt(2) times the derivative"),
        (3**-0.5, "is 1/sqrt(3) times the derivative"),
        (0.9999, "is 0.9999 times the derivative"),
        (1 + 5e-8, "differs from the derivative in all 12 entries, by up to 5.0e-08 of its size"),
        (1.000001, "is 1.000001 times the derivative"),
        (0, "is zero, but the output depends on x"),
        (np.nan, "is NaN in all 12 entries, but the derivative is finite"),
        (np.inf, "is infinite in all 12 entries, but the derivative is finite"),
    ],
)
def test_a_factor_is_said_as_a_person_would(factor, words):
    first = told(Times(factor), X, name="layer", shrink=False).splitlines()[0]
    assert first in (f"layer: dL_dx {words}, in every entry (batch size 4)", f"layer: dL_dx {words}")


@pytest.mark.parametrize(
    ("factor", "words"), [(2, "is 2 times the derivative, in its only entry (batch size 1)")]
)
def test_one_entry(factor, words):
    first = told(Times(factor), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == f"layer: dL_dx {words}"


def test_a_single_number_is_no_factor_unless_a_person_would_write_it():
    first = told(Times(1.2345678), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == "layer: dL_dx differs from the derivative in its only entry, by up to 19%"


@pytest.mark.parametrize(("off", "share"), [(3.3e-5, "3.3e-05 of its size"), (3.3e-4, "0.033%")])
def test_a_share_is_said_in_percent_down_to_a_hundredth_of_one(off, share):
    first = told(Times(1 + off), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == f"layer: dL_dx differs from the derivative in its only entry, by up to {share}"


def test_a_large_array_is_searched_and_the_message_says_so():
    class OneOff(Tanh):
        def backward(self, dout):
            dx = super().backward(dout)
            dx.flat[1234] *= 1.5
            return dx

    x = np.random.default_rng(0).normal(size=(50, 60))
    report = check_layer(OneOff(), inputs=(x,), checks=["gradient"], shrink=False, name="layer")
    (finding,) = report.failures
    first = finding.message.splitlines()[0]
    assert first == "layer: dL_dx differs from the derivative in at least 1 of 3000 entries, by up to 33.3%"
    assert [entry["index"] for entry in finding.evidence["entries"]] == [[20, 34]]
    assert "looks_like" not in finding.evidence
    assert report.calls["forward"] < 2000


def test_several_wrong_gradients_are_told_one_after_the_other():
    class Both(Affine):
        def backward(self, dout):
            dx = super().backward(dout)
            self.dW, self.db = -self.dW, 2 * self.db
            return dx

    message = told(Both(), X, name="layer")
    heads = [line for line in message.splitlines() if line.startswith("layer: ")]
    assert [head.split(",")[0] for head in heads] == [
        "layer: dL_dW is minus the derivative",
        "layer: dL_db is 2 times the derivative",
    ]
    assert "\n\n" in message


def found(target, *looks_like):
    message = "\n".join(
        ["layer: off", *(f"  looks like: {text}" for text in looks_like), "  case that shows it: x"]
    )
    return Finding(
        check="gradient",
        verdict="fail",
        target=target,
        message=message,
        evidence={"looks_like": list(looks_like)},
    )


def test_on_the_smallest_case_what_most_others_look_like_is_told():
    others = [found("dL_dx", "zero", "only x[-1]"), found("dL_dx", "zero"), found("dL_db", "halved")]
    (after,) = after_shrinking([found("dL_dx", "halved", "zero")], others)
    assert after.evidence["looks_like"] == ["zero"]
    assert after.message == "layer: off\n  looks like: zero\n  smallest case that shows it: x"


def test_one_other_case_confirms_what_the_smallest_looks_like_too():
    (after,) = after_shrinking([found("dL_dx", "halved", "zero")], [found("dL_dx", "zero", "flipped")])
    assert after.evidence["looks_like"] == ["zero"]


def test_without_another_case_the_smallest_stands_alone():
    (after,) = after_shrinking([found("dL_dx", "halved", "zero", "flipped")], [])
    assert after.evidence["looks_like"] == ["halved", "zero", "flipped"]
    assert after.message.count("looks like") == 2


def test_a_convention_that_can_be_declared_stands_alone():
    (after,) = after_shrinking([found("dL_db", "declare reduction={}", "divided by the batch size")], [])
    assert after.message.count("looks like") == 1
    assert "declare reduction={}" in after.message
