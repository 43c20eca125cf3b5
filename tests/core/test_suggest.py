"""Names that come close to one that is not known."""

from __future__ import annotations

from ethan_core.suggest import close_names, did_you_mean


def test_the_best_comes_first_and_what_is_clearly_further_off_not_at_all():
    assert close_names("purty", ["purity", "parity", "determinism"])[0] == "purity"
    assert "determinism" not in close_names("purty", ["purity", "parity", "determinism"])


def test_case_does_not_count():
    assert close_names("MLP.V1", ["mlp.v1", "relu.v1"]) == ["mlp.v1"]


def test_at_most_three_are_named():
    assert close_names("a1", ["a2", "a3", "a4", "a5"]) == ["a2", "a3", "a4"]


def test_nothing_is_close_to_nothing():
    assert close_names("x", []) == []
    assert did_you_mean("x", []) == "known: none"


def test_what_there_is_stands_in_order_and_is_cut():
    known = [f"layer{k:02}" for k in range(20)][::-1]
    assert did_you_mean("zzz", known) == "known: " + ", ".join(sorted(known)[:12])
