"""Messages: verdict first, then what it looks like, where, and the worst entries."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Fused, Tanh, X

from ethan_check import Finding, check_layer
from ethan_check.diagnosis.message import after_shrinking


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
