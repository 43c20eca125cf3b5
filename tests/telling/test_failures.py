"""The failures of a report: each cause once, each case once, the first few in full."""

from ethan_check.result import Finding
from ethan_check.telling.failures import SAME_AS, failures_text

CASE = "  smallest case that shows it: X (2, 3)"


def wrong(name, looks="", **evidence):
    lines = [
        f"gru: dL_d{name} differs from the derivative in all 2 entries, by up to 3.2e-07 of its size",
        *([f"  looks like: {looks}"] if looks else []),
        CASE,
        "  worst entries          backward      derivative   error bar",
        f"    {name}[0, 1]                  2.5             2.0       5e-14",
        f"    {name}[0, 0]                  1.5             1.0       5e-14",
    ]
    return Finding(
        check="gradient", verdict="fail", target=f"dL_d{name}", message="\n".join(lines), evidence=evidence
    )


def test_the_case_is_said_once():
    text = failures_text([wrong("W"), wrong("b")])
    assert text.count("X (2, 3)") == 1
    assert text.count("worst entries") == 2
    assert [block.partition(" differs")[0] for block in text.split("\n\n")] == ["gru: dL_dW", "gru: dL_db"]


def test_the_fourth_gradient_gets_a_line():
    text = failures_text([wrong(name) for name in "abcde"])
    assert text.count("worst entries") == 3
    assert text.splitlines()[-2:] == [
        f"gru: dL_d{name} differs from the derivative in all 2 entries, by up to 3.2e-07 of its size: "
        f"{name}[0, 1] is 2.5, and the derivative 2.0 (error bar 5e-14)"
        for name in "de"
    ]


def test_what_the_fourth_looks_like_stays_if_it_is_new():
    text = failures_text([*(wrong(name) for name in "abc"), wrong("d", "it is transposed"), wrong("e")])
    assert text.splitlines()[-2] == "  looks like: it is transposed"


def test_messages_without_a_table_are_told_in_full():
    told = [Finding(check=f"c{i}", verdict="fail", message=f"gru: reason {i}\n  so") for i in range(5)]
    assert failures_text(told).count("\n  so") == 5


def test_one_cause_is_told_once():
    echo = Finding(check="layout", verdict="fail", message="read-only", evidence={SAME_AS: "purity"})
    cause = Finding(check="purity", verdict="fail", message="gru: backward writes into the cotangent")
    assert failures_text([echo, cause]) == (
        "gru: backward writes into the cotangent\n\nlayout fails for the same reason as purity"
    )
