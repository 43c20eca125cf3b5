"""Are the error bars of the differences true? `python benchmarks/error_bars.py [points]`.

Functions of one number, each differentiated by differences and by the complex step at random points, beside
mpmath's derivative of the same code at 50 digits. An error of more than 30 bars would accuse correct code, so
there must be none; how wide the bars are says what that costs. What is marked unusable is counted apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

from ethan_check.numerics.tolerances.bars import ERROR_BARS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.verdict.careful_test import careful_test
from ethan_check.verdict.judge import judge

mpmath.mp.dps = 50

Function = Callable[[Any, Any], Any]

SMOOTH: dict[str, Function] = {
    "exp": lambda m, x: m.exp(x),
    "sin": lambda m, x: m.sin(x),
    "sin of 30 x": lambda m, x: m.sin(30 * x),
    "sin of 1000 x": lambda m, x: m.sin(1000 * x),
    "tanh": lambda m, x: m.tanh(x),
    "tanh of 20 x": lambda m, x: m.tanh(20 * x),
    "sigmoid": lambda m, x: 1 / (1 + m.exp(-x)),
    "softplus": lambda m, x: m.log1p(m.exp(x)),
    "square": lambda m, x: x * x,
    "quartic": lambda m, x: x**4 - 3 * x * x + x,
    "reciprocal": lambda m, x: 1 / x,
    "bell": lambda m, x: m.exp(-x * x),
    "narrow bell": lambda m, x: m.exp(-1e6 * x * x),
    "lorentzian": lambda m, x: 1 / (1 + x * x),
    "narrow lorentzian": lambda m, x: 1 / (1 + 1e8 * x * x),
    "arctan": lambda m, x: m.arctan(x) if m is np else m.atan(x),
    "root of 1 + x^2": lambda m, x: m.sqrt(1 + x * x),
    "a huge constant beside it": lambda m, x: 1e8 + m.sin(x),
    "a line": lambda m, x: 3 * x + 1,
    "a constant": lambda m, x: 0 * x + 2,
}
CANCELLING: dict[str, Function] = {
    "1 - cos x over x": lambda m, x: (1 - m.cos(x)) / x,
    "exp x - 1": lambda m, x: m.exp(x) - 1,
    "log of 1 - sigmoid": lambda m, x: m.log(1 - 1 / (1 + m.exp(-x))),
    "log of 1 + exp x": lambda m, x: m.log(1 + m.exp(x)),
    "1 - tanh^2": lambda m, x: 1 - m.tanh(x) ** 2,
    "log of cosh": lambda m, x: m.log(m.cosh(x)),
    "root of x^2 + 1 less x": lambda m, x: m.sqrt(x * x + 1) - x,
    "x - sin x": lambda m, x: x - m.sin(x),
    "(x + 1e6)^2 - 1e12": lambda m, x: (x + 1e6) ** 2 - 1e12,
    "(1e8 + x) - 1e8": lambda m, x: (1e8 + x) - 1e8,
    "variance about 1e4": lambda m, x: ((1e4 + x) ** 2 + (1e4 - x) ** 2) / 2 - 1e8,
    "1 + tanh of 10 x": lambda m, x: 1 + m.tanh(10 * x),
}
ILL_CONDITIONED: dict[str, Function] = {
    "solution of a nearly singular system": lambda m, x: (2 - x) / (1 + 1e-6 - (1 + x * 1e-7) ** 2),
    "tan": lambda m, x: m.tan(x),
    "log of x^2": lambda m, x: m.log(x * x),
    "root of x^2": lambda m, x: m.sqrt(x * x),
    "root of x^2 + 1e-12": lambda m, x: m.sqrt(x * x + 1e-12),
    "x over its size": lambda m, x: x / m.sqrt(x * x + 1e-12),
    "exp of 1 over x": lambda m, x: m.exp(1 / (x * x + 0.01)),
}
KINKED: dict[str, Function] = {
    "size": lambda m, x: abs(x),
    "relu": lambda m, x: (x > 0) * x,
    "softsign": lambda m, x: x / (1 + abs(x)),
    "x times its size": lambda m, x: x * abs(x),
    "size cubed": lambda m, x: abs(x) ** 3,
    "elu": lambda m, x: x if x > 0 else m.expm1(x),
    "huber": lambda m, x: x * x / 2 if abs(x) < 1 else abs(x) - 0.5,
    "smoothstep": lambda m, x: 0 * x if x < 0 else (0 * x + 1 if x > 1 else x * x * (3 - 2 * x)),
    "hard swish": lambda m, x: x * min(max(x + 3, 0), 6) / 6,
    "selu": lambda m, x: 1.05 * x if x > 0 else 1.758 * m.expm1(x),
    "a ramp on a sine": lambda m, x: m.sin(x) + (x > 0.5) * (x - 0.5),
    "a small corner": lambda m, x: m.exp(x) + 1e-4 * abs(x),
    "a smaller bend of the slope": lambda m, x: m.exp(x) + 1e-4 * x * abs(x),
}
GROUPS = {"smooth": SMOOTH, "cancelling": CANCELLING, "ill-conditioned": ILL_CONDITIONED, "kinked": KINKED}


def points(rng: np.random.Generator, count: int) -> list[float]:
    """Ordinary points, and ones beside 0, 1 and -3, where the corners are."""
    found = []
    for _ in range(count):
        near = float(rng.choice([-1, 1])) * 10.0 ** rng.uniform(-9, 0)
        found.append(float(rng.choice([rng.normal(), 3 * rng.normal(), near, 1 + near, near - 3])))
    return found


class Exact:
    """A layer whose backward is mpmath's derivative: what is judged is forward's side alone."""

    def __init__(self, f: Function) -> None:
        self.f = f

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.array([self.f(np, entry) for entry in x])

    def backward(self, g: Any) -> Any:
        return g * np.array([exact_slope(self.f, float(entry)) for entry in self.x])


def exact_slope(f: Function, x: float) -> float:
    """mpmath's derivative of the same code; steps of 10^-20 stay on one side of a corner."""
    at, h = mpmath.mpf(x), mpmath.mpf(10) ** -20
    return float((f(mpmath, at + h) - f(mpmath, at - h)) / (2 * h))


def judged(
    f: Function, at: list[float], rng: np.random.Generator
) -> tuple[int, list[float], list[float], int]:
    """Points at which the correct backward is accused; errors as shares of what is allowed; widths of one bar
    relative to the slope; and at how many points nothing could be used.
    """
    accused, shares, widths, unusable = 0, [], [], 0
    for x in at:
        subject = Subject(Exact(f), (np.array([x]),), convention="plain")
        try:
            found = careful_test(subject, subject.values, rng)
            accused += judge(subject, rng).verdict == "fail"
        except (LayerFault, BadGradient, ZeroDivisionError):
            continue
        if found.comparison is None:
            unusable += 1
            continue
        error, allowed = abs(found.difference), found.comparison.tolerance
        shares.append(0.0 if error == 0 else error / allowed if allowed else np.inf)
        widths.append(allowed / ERROR_BARS / max(abs(found.comparison.analytic), 1e-300))
    return accused, shares, widths, unusable


def main(count: int) -> int:
    """Print a line a function and one in all; how many errors exceed what is allowed."""
    rng, beyond, accused, seen = np.random.default_rng(0), 0, 0, 0
    print(f"{'function':<40} {'beyond':>7} {'accused':>8} {'worst':>8} {'median width':>13} {'unusable':>9}")
    all_widths: list[float] = []
    for group, functions in GROUPS.items():
        print(group)
        for name, f in functions.items():
            with np.errstate(all="ignore"):
                fails, shares, widths, unusable = judged(f, points(rng, count), rng)
            wrong = sum(not share <= 1 for share in shares)
            beyond, accused, seen = beyond + wrong, accused + fails, seen + len(shares)
            all_widths += widths
            worst, median = max(shares, default=0.0), float(np.median(widths)) if widths else 0.0
            print(f"  {name:<38} {wrong:>7} {fails:>8} {worst:>8.2g} {median:>13.1e} {unusable:>9}")
    print(
        f"{beyond} of {seen} errors exceed 30 bars, {accused} accused; median bar {np.median(all_widths):.1e}"
    )
    return beyond + accused


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)))
