"""Judges the component document's formulas at 100 digits, and shows the result as a table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from ethan_check.numerics.random_directions import signed
from ethan_check.oracle.exact_derivatives import along
from ethan_check.oracle.number_systems import Digits
from ethan_core.formula import parse_formulas
from ethan_core.shapes import parse_shape

from .document_formulas import ARRAYS, CLAIMS, SIZES, Claim, Reading, SizeClaim

DIGITS = Digits(100)
STEP = DIGITS.lift(10) ** -40


@dataclass(frozen=True)
class Judgement:
    """Whether a claim holds under one reading; if not, how it differs."""

    component: str
    what: str
    reading: str
    holds: bool
    difference: str = ""


def judge(claim: Claim, reading: Reading) -> Judgement:
    """Compare what is claimed with differences of the forward, along several random directions."""
    formulas = parse_formulas(f"{claim.forward}\n{claim.derivative.replace('@', reading.by)}")
    arrays = {name: ARRAYS[name] for name in claim.arrays}
    batch = len(arrays[claim.arrays[0]])
    constants = {"N": batch, **claim.constants}
    origin = formulas.forward_value(DIGITS, arrays, constants)
    (output,) = formulas.outputs
    rng = np.random.default_rng(3)
    u = signed(origin[output].shape, rng) if origin[output].shape else np.float64(1.0)
    stated = formulas.vjp(reading.by, DIGITS, arrays, {output: u}, constants)
    ratios = []
    for _ in range(3):
        v = signed(ARRAYS[reading.by].shape, rng)
        ends = []
        for sign in (1, -1):
            moved = DIGITS.array(arrays[reading.by]) + DIGITS.array(v) * (sign * STEP)
            there = formulas.forward_value(DIGITS, arrays | {reading.by: moved}, constants)[output]
            ends.append(along(there, np.asarray(u), DIGITS))
        slope = (ends[0] - ends[1]) / (2 * STEP)
        owed = {"sum": slope, "mean": slope / batch, "per_sample": slope * batch}[reading.reduction]
        ratios.append(along(stated, v, DIGITS) / owed)
    return Judgement(claim.component, claim.what, reading.words, *_in_words(ratios, batch))


def _in_words(ratios: list, batch: int) -> tuple[bool, str]:
    ratio = ratios[0]
    if any(abs(other - ratio) > 1e-25 for other in ratios):
        return False, "another function"
    if abs(ratio - 1) < 1e-25:
        return True, ""
    names = {batch: "N times too large", 1 / batch: "N times too small", -1: "the wrong sign"}
    names |= {-batch: "the wrong sign, and N times too large", -1 / batch: "the wrong sign, and an Nth"}
    return False, next(
        (words for factor, words in names.items() if abs(ratio - factor) < 1e-12), f"{float(ratio):g} times"
    )


def judge_size(claim: SizeClaim) -> Judgement:
    """Compare two sizes for many values of what they are made of."""
    written, actual = (parse_shape(text).axes[0] for text in (claim.written, claim.actual))
    names = sorted(written.names() | actual.names())
    grid = [dict(zip(names, sizes, strict=True)) for sizes in product(range(1, 6), repeat=len(names))]
    holds = all(written.size(sizes) == actual.size(sizes) for sizes in grid)
    return Judgement(
        claim.component, claim.what, "", holds, "" if holds else f"it is {claim.actual}, not {claim.written}"
    )


def judgements() -> list[Judgement]:
    """All claims under all readings."""
    return [
        *(judge(claim, reading) for claim in CLAIMS for reading in claim.readings),
        *(judge_size(claim) for claim in SIZES),
    ]


def common_readings(*whats: str) -> list[str]:
    """The readings under which all of some claims hold."""
    holding = [{each.reading for each in judgements() if each.what == what and each.holds} for what in whats]
    return sorted(set.intersection(*holding))


def markdown_of_doubts() -> str:
    """What does not hold under every reading, one row a claim: the table of docs/specification.md."""
    claims: dict[tuple[str, str], list[Judgement]] = {}
    for each in judgements():
        claims.setdefault((each.component, each.what), []).append(each)
    lines = ["| component | the document says | holds as | fails as |", "|---|---|---|---|"]
    for (component, what), found in claims.items():
        failing = [each for each in found if not each.holds]
        if failing:
            holds = "; ".join(each.reading for each in found if each.holds)
            fails = "; ".join(": ".join(filter(None, (each.reading, each.difference))) for each in failing)
            lines.append(f"| {component} | {what} | {holds} | {fails} |")
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The judgements as a table."""
    lines = ["| component | the document says | read as | holds |", "|---|---|---|---|"]
    for each in judgements():
        verdict = "yes" if each.holds else f"no: {each.difference}"
        lines.append(f"| {each.component} | {each.what} | {each.reading} | {verdict} |")
    return "\n".join(lines) + "\n"
