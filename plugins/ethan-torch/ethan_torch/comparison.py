"""A candidate beside its reference, in the precision in which it is used.

The rule of those who write kernels: two right programs differ by their rounding, and how much rounding a
function costs in a precision is what the reference itself is off by in it. So the candidate may be off by at
most twice of that, as 2-norms, from the reference in float64. An error that is a share of the result itself,
a factor of 1.01, hides below the rounding of bfloat16; its projection on the result does not, as rounding has
none to speak of. It has to be off from the exact result and from the reference's own projection: a reference
may round a constant (2 / sqrt(pi) in bfloat16 is 0.3% less), which a candidate may do as well, and need not.
`moved` is for functions that magnify the rounding of their arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Compared", "Comparison"]

TWICE = 2.0
"""How far the candidate may be off, in errors of the reference: the largest of all draws of a case.

Unit: errors of the reference. Fixed by: tests/test_low_precision.py: right kernels reach 1.15 where they
accumulate as the reference does, and 3% wrong in bfloat16 comes to 12.
"""

PLACES = 4.0
"""How far it may be off beside: another order of sums is no mistake, where the reference happens to be exact.

Unit: units in the last place of the 2-norm. Fixed by: tests/zoo/honest.py.
"""

BIAS_ERRORS = 6.0
"""By how many standard errors a projection must differ from the reference's own for a factor that is wrong.

Unit: standard errors over the cases. Fixed by: tests/test_low_precision.py: 0 of 1,000 right ones.
"""

BIAS_UNITS = 0.25
"""How large a factor must be beside: kernels may round towards zero, where references round to the nearest.

Unit: units in the last place. Fixed by: tests/test_low_precision.py: 1% is 1.3 of them in bfloat16.
"""

FEWEST = 6
"""Cases from which on a bias has a standard error worth the name."""


@dataclass(frozen=True)
class Compared:
    """One array of one case.

    Args:
        ours, theirs: how far candidate and reference are from the reference in float64, as 2-norms.
        moved: how far that moves where its arguments move in their last places: rounding them is all that
            any program can be held to.
        size: the 2-norm of that.
        our_bias, their_bias: the projections of these errors on it, as shares.
    """

    ours: float
    theirs: float
    moved: float
    size: float
    our_bias: float
    their_bias: float

    @classmethod
    def of(
        cls, ours: np.ndarray, theirs: np.ndarray, exact: np.ndarray, beside: np.ndarray | None = None
    ) -> Compared:
        """Of arrays of one shape.

        Args:
            beside: the exact one where the arguments are others in their last places; exact by default.

        >>> found = Compared.of(np.array([1.01, 2.02]), np.array([1.0, 2.0]), np.array([1.0, 2.0]))
        >>> round(found.our_bias, 6), found.their_bias
        (0.01, 0.0)
        """
        nearby = exact if beside is None else beside
        a, b, e, d = (np.asarray(one, dtype=np.float64).ravel() for one in (ours, theirs, exact, nearby))
        same = (a == e) | (np.isnan(a) & np.isnan(e))  # What is not finite in both is the same.
        a, b, e = (np.where(same & ~np.isfinite(e), 0.0, one) for one in (a, b, e))
        b, d = (np.where(np.isfinite(one) & np.isfinite(e), one, e) for one in (b, d))
        squared = float(np.dot(e, e))
        biases = [float(np.dot(one - e, e)) / squared if squared else 0.0 for one in (a, b)]
        ours_off, theirs_off, moved = (float(np.linalg.norm(one - e)) for one in (a, b, d))
        return cls(ours_off, theirs_off, moved, squared**0.5, biases[0], biases[1])


@dataclass
class Comparison:
    """All cases of one array.

    Args:
        unit: the unit in the last place of the precision, relative.
    """

    unit: float
    cases: list[Compared] = field(default_factory=list)

    def problem(self) -> str:
        """What is wrong, in words; empty where nothing is."""
        own = max((max(one.theirs, one.moved) / one.size for one in self.cases if one.size), default=0.0)
        for one in self.cases:
            if not one.ours <= (TWICE * own + PLACES * self.unit) * one.size:
                if not np.isfinite(one.ours):
                    return "is not finite where the reference is"
                share = one.ours / one.size if one.size else np.inf
                return f"is off by {share:.2g} of its size, and the reference itself by {own:.1g}"
        sized = [one for one in self.cases if one.size]
        if len(sized) < FEWEST:
            return ""
        from_exact = self._bias([one.our_bias for one in sized])
        from_reference = self._bias([one.our_bias - one.their_bias for one in sized])
        if from_exact is None or from_reference is None:
            return ""
        mean, error = from_exact
        return f"is {1 + mean:.5g} times what it should be, give or take {error:.1g}"

    def _bias(self, shares: list[float]) -> tuple[float, float] | None:
        """The mean of projections and its standard error, if it is none that rounding has."""
        mean, error = float(np.mean(shares)), float(np.std(shares, ddof=1)) / len(shares) ** 0.5
        return (mean, error) if abs(mean) > BIAS_ERRORS * error + BIAS_UNITS * self.unit else None
