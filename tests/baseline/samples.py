"""Entries as they come out of a run, small enough to be read."""

from dataclasses import replace

from ethan_check.baseline.entry import CaseEntry, CheckEntry, LayerEntry, Projected


def array(*values, allowance=1e-14, **details):
    return Projected(tuple(values), (allowance,) * len(values), **details)


def case(label="inputs (2, 3)", memory=96, X=None, **values):
    usual = {"Y": array(1.0, -2.0, 0.5), "dL_dX": array(0.25, 3.0, -1.0, rounding=2.2e-16)}
    return CaseEntry(label, {"X": X or array(0.5, 1.0, 1.5)}, {**usual, **values}, memory)


def entry(layer="square.v1", *, cases=None, checks=None, **details):
    usual = {
        "seed": 0,
        "convention": {"read as": "plain object"},
        "contract": {"shapes": "N d -> N d"},
        "cases": {"0 float64": case()} if cases is None else cases,
        "checks": {"gradient": CheckEntry("pass", 10, 5)} if checks is None else checks,
        "written": {"reason": "first", "numpy": "2.0"},
        "project": "demo",
    }
    return LayerEntry(layer, **{**usual, **details})


def with_value(layer_entry, **values):
    """The entry with other values in its only case."""
    ((key, only),) = layer_entry.cases.items()
    return replace(layer_entry, cases={key: replace(only, values={**only.values, **values})})
