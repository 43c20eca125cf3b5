"""What is remembered of one layer: frozen, JSON-native data, keyed by check, by case and by dtype."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

__all__ = ["CaseEntry", "CheckEntry", "LayerEntry", "Projected"]

Json: TypeAlias = Any  # str | int | float | bool | None | list[Json] | dict[str, Json]


@dataclass(frozen=True)
class Projected:
    """An array, by a few sums of all its entries with random weights.

    Args:
        values: the sums over the entries that are finite.
        allowance: for each, by how much rounding may move it.
        rounding: what its computation loses to rounding, as a share of a typical entry; None where that was
            not measured.
        not_finite: how many entries are infinite or NaN.

    >>> Projected((1.0,), (1e-14,)).to_json()
    {'values': [1.0], 'allowance': [1e-14]}
    """

    values: tuple[float, ...]
    allowance: tuple[float, ...]
    rounding: float | None = None
    not_finite: int = 0

    def holds(self, now: Projected) -> bool:
        """Whether another run gave the same within what rounding may do to this one.

        >>> Projected((1.0,), (1e-14,)).holds(Projected((1.0 + 1e-15,), (0.0,)))
        True
        """
        if len(self.values) != len(now.values) or self.not_finite != now.not_finite:
            return False
        pairs = zip(self.values, now.values, self.allowance, strict=True)
        return all(abs(before - after) <= allowance for before, after, allowance in pairs)

    def to_json(self) -> dict[str, Json]:
        """As a dictionary that `json.dumps` takes."""
        whole: dict[str, Json] = {"values": list(self.values), "allowance": list(self.allowance)}
        if self.rounding is not None:
            whole["rounding"] = self.rounding
        if self.not_finite:
            whole["not_finite"] = self.not_finite
        return whole


@dataclass(frozen=True)
class CaseEntry:
    """One case in one dtype.

    Args:
        label: its configuration and shapes.
        arrays: inputs and parameters, by name: what tells one case from another.
        values: the output `Y` and each gradient, by name.
        memory: how many bytes of arrays one forward and one backward hold at most; None if not measured.
    """

    label: str
    arrays: Mapping[str, Projected]
    values: Mapping[str, Projected]
    memory: int | None = None

    def to_json(self) -> dict[str, Json]:
        """As a dictionary that `json.dumps` takes."""
        return {
            "label": self.label,
            "arrays": {name: array.to_json() for name, array in self.arrays.items()},
            "values": {name: array.to_json() for name, array in self.values.items()},
            "memory": self.memory,
        }


@dataclass(frozen=True)
class CheckEntry:
    """One check of the layer.

    Args:
        verdict: what it came to.
        forward, backward: how often it called them.
        certificate: by target, the smallest error that would have been seen.
        ulps: by target, the error against the documented formula, in units in the last place.
    """

    verdict: str
    forward: int
    backward: int
    certificate: Mapping[str, float] = field(default_factory=dict)
    ulps: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """As a dictionary that `json.dumps` takes."""
        whole: dict[str, Json] = {
            "verdict": self.verdict,
            "forward": self.forward,
            "backward": self.backward,
        }
        if self.certificate:
            whole["certificate"] = dict(self.certificate)
        if self.ulps:
            whole["ulps"] = dict(self.ulps)
        return whole


@dataclass(frozen=True)
class LayerEntry:
    """One layer.

    Args:
        layer: its name.
        seed: from which its cases are drawn.
        convention: how it is read and run, in words.
        contract: what it declares, as plain data.
        cases: by position and dtype: `"0 float64"`.
        checks: by name, those that have run.
        written: who wrote it, when, where, and why: shown, and never compared.
        project: whose it is; empty where the project has no name.

    >>> LayerEntry("relu.v1", 0).to_json()["layer"]
    'relu.v1'
    """

    layer: str
    seed: int
    convention: Mapping[str, str] = field(default_factory=dict)
    contract: Mapping[str, Json] = field(default_factory=dict)
    cases: Mapping[str, CaseEntry] = field(default_factory=dict)
    checks: Mapping[str, CheckEntry] = field(default_factory=dict)
    written: Mapping[str, Json] = field(default_factory=dict)
    project: str = ""

    def to_json(self) -> dict[str, Json]:
        """As a dictionary that `json.dumps` takes."""
        return {
            "layer": self.layer,
            "project": self.project,
            "seed": self.seed,
            "convention": dict(self.convention),
            "contract": dict(self.contract),
            "cases": {key: case.to_json() for key, case in self.cases.items()},
            "checks": {name: check.to_json() for name, check in self.checks.items()},
            "written": dict(self.written),
        }

    def without_provenance(self) -> LayerEntry:
        """The entry without the part that is never compared."""
        return replace(self, written={})
