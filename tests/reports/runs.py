"""Results of runs that never were: a layer of each kind, with names that try to be more than names."""

from __future__ import annotations

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.reports.layer_result import BaselineLine, CheckResult, LayerResult, Place
from ethan_check.reports.results import NotLoaded, Results, Run
from ethan_check.result import AccountEntry, Finding
from ethan_check.trace import Step

RUN = Run(
    ethan="0.1.0",
    python="3.13.1",
    numpy="2.3.0",
    platform="Linux x86_64",
    when="2026-01-02T03:04:05Z",
    seed=0,
)

HALVED = """{name}: dL_dX is 1/2 of the derivative, in every entry (batch size 2)
  looks like: dL_dX is divided by the batch size
  case that shows it: X (2, 3)
see it again: pytest "ethan::{name}::gradient" --ethan-check --ethan-seed=0"""


def wrong_gradient(shape=(2, 3), factor=0.5, not_finite=False):
    """Evidence as the gradient check leaves it: backward states a multiple of the derivative."""
    size = 1
    for length in shape:
        size *= length
    derivative = [float(number + 1) for number in range(size)]
    backward = [factor * value for value in derivative]
    if not_finite:
        backward[0], backward[-1] = float("nan"), float("inf")
    steps = [[2.0**-k, 2.0 + 4.0**-k] for k in (3, 4, 5, 6)] + [
        [2.0**-20, 2.0 + 1e-9],
        [2.0**-21, 2.0 - 4e-9],
    ]
    return {
        "entries": [{"index": [0, 1], "backward": 1.0, "derivative": 2.0, "error_bar": 1e-12}],
        "wrong_entries": size,
        "all_entries": size,
        "looks_like": ["dL_dX is divided by the batch size"],
        "gradient": {
            "case": "X (2, 3)",
            "shape": list(shape),
            "backward": backward,
            "derivative": derivative,
            "error_bar": [1e-12] * size,
        },
        "along_a_direction": {
            "case": "X (2, 3)",
            "backward": 1.0,
            "derivative": 2.0,
            "error_bar": 1e-11,
            "by_step": steps,
            "believed_steps": [2.0**-k for k in (3, 4, 5, 6)],
            "methods": {"differences at 1/8 to 1/64": 6},
        },
    }


def failing(name="halved.v1", evidence=None, **details):
    """A layer whose gradient is half of the derivative."""
    text = HALVED.format(name=name)
    found = Finding(
        check="gradient",
        verdict="fail",
        target="dL_dX",
        message=text.partition("\nsee")[0],
        evidence=wrong_gradient() if evidence is None else evidence,
        case="X (2, 3)",
    )
    steps = (Step("check gradient", {}, (Step("directional test", {"difference": 0.5}),)),)
    checks = (
        CheckResult(
            check="gradient", verdict="fail", text=text, cases=1, calls={"forward": 30, "backward": 9},
            findings=(found,), trace=steps,
        ),
        CheckResult(check="shapes", verdict="pass", cases=4, calls={"forward": 4, "backward": 4}),
    )  # fmt: skip
    usual = {
        "source": Place("layers.py", 20),
        "backward": Place("layers.py", 24),
        "read_as": "plain object, no parameters",
        "account": {"X": AccountEntry("wrong")},
        "checks": checks,
    }
    return LayerResult(name=name, verdict="fail", **{**usual, **details})


def passing(name="good.v1", **details):
    """A layer that passes, with a documented formula."""
    found = Finding(
        check="formula", verdict="pass", target="Y", evidence={"ulps": 0.5, "ulps_at_extremes": 2.0}
    )
    checks = (
        CheckResult(check="formula", verdict="pass", cases=3, findings=(found,)),
        CheckResult(check="gradient", verdict="pass", cases=24, calls={"forward": 700, "backward": 90}),
        CheckResult(check="statistics", verdict="not applicable", text="forward is not random"),
    )
    usual = {
        "source": Place("layers.py", 3),
        "backward": Place("layers.py", 9),
        "formulas": "Y[n,i] = X[n,i]**2\ndL/dX[n,i] = 2*dL/dY[n,i]*X[n,i]",
        "read_as": "plain object, no parameters",
        "certificate": {"dL_dX": 3e-12, "dL_dW": 2e-9},
        "account": {
            "X": AccountEntry("judged", 3e-12),
            "W": AccountEntry("judged", 2e-9),
            "mean": AccountEntry("state"),
        },
        "checks": checks,
    }
    return LayerResult(name=name, verdict="pass", **{**usual, **details})


def broken_off(name="crashes.v1"):
    """A layer that ended its process: nothing is known but that."""
    check = CheckResult(check="gradient", verdict="error", text=f"{name}: ended the process that ran it")
    return LayerResult(name=name, verdict="error", remark="ended its process", checks=(check,))


def past(*states, **numbers):
    """The history of a layer's baseline, the newest first, with a state and numbers for each revision."""
    return tuple(
        BaselineRevision(
            commit=f"{number:040x}",
            date=f"2026-01-{number + 1:02}",
            author="Ann",
            state=state,
            what=f"shy.v1: {state}: dL_dX is not what it was",
            reason="a better formula",
            numbers={name: of[number] for name, of in numbers.items() if of[number] is not None},
        )
        for number, state in enumerate(states)
    )[::-1]


def unjudged(name="shy.v1", **details):
    """A layer of which an array was not judged, and which an entry of a baseline knew as more accurate."""
    text = f"{name}: the output depends on scale, and nobody judged it"
    line = BaselineLine(
        state="less accurate", where="dL_dX, case 0, float64", baseline=0.5, now=900.0, ratio=1800.0,
        allowance=2.0, text="less accurate: dL_dX was off by 0.5 ulps, now by 900",
    )  # fmt: skip
    usual = {
        "account": {"scale": AccountEntry("not judged", why="no gradient beside it")},
        "checks": (CheckResult(check="gradient", verdict="inconclusive", text=text),),
        "baseline": (line,),
        "history": past("new", "same", "less accurate", forward=(30, 30, 60), ulps=(0.5, 0.5, 900.0)),
    }
    return LayerResult(name=name, verdict="inconclusive", **{**usual, **details})


def results(*layers, **details):
    """Results of a run; one layer of each kind unless some are given."""
    layers = layers or (broken_off(), failing(), passing(), unjudged())
    ordered = tuple(sorted(layers, key=lambda layer: layer.name))
    usual = {
        "run": RUN,
        "not_loaded": (NotLoaded("my-layers", "my-layers: ImportError: no (mine.py:3)"),),
        "left_out": ("plain.Scale cannot be constructed without k",),
    }
    return Results(layers=ordered, **{**usual, **details})


HOSTILE = "<script>alert(1)</script>|`x`\n$\\frac$ \u202e\x00"
"""A name that means mischief in HTML, Markdown, TeX and terminals."""
