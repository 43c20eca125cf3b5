"""Digits, steps and allowances of documented formulas."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ABSORBED",
    "BEYOND_FLOAT64",
    "CONSISTENT",
    "DECISIVE",
    "DERIVATIVE_DIGITS",
    "EXTREME_DIGITS",
    "FORMULA_DIGITS",
    "FORMULA_ENTRIES",
    "FORMULA_ULPS",
    "IMPLIED_ENTRIES",
    "INSENSITIVE_ULPS",
    "JUMP",
    "KINKED_OUTPUTS",
    "KINK_SHARE",
    "LARGEST_IN_JSON",
    "MEASURED_ROUNDING",
    "NEARER",
    "NEIGHBOUR_SHARE",
    "PERTURBATIONS",
    "ROUNDED_CONSTANTS",
    "ROUNDING_NEIGHBOURS",
    "SMALLEST_EXACT",
]

FORMULA_DIGITS: Final = 50
"""At how many digits a formula is evaluated at first: three times float64's, so that what cancels is
still exact.

Unit: decimal digits. Fixed by: benchmarks/formula_accuracy.py, whose table shows errors of a hundredth of
a last place. Tenfold: more digits only take time.
"""

DERIVATIVE_DIGITS: Final = 100
"""At how many digits the documented forward is differentiated: a central difference of step 1e-40 is then
exact to some 60 digits.

Unit: decimal digits. Fixed by: arithmetic: two fifths of the digits for the step. Tenfold: more digits
only take time.
"""

EXTREME_DIGITS: Final = 500
"""At how many digits a disagreement is looked at again: what cancels beyond these is far below the
smallest float64 number, 5e-324.

Unit: decimal digits. Fixed by: the range of float64. Tenfold: more digits only take time; as few as at
first do in the tests of the check, as what cancels beyond those is below ABSORBED.
"""

FORMULA_ENTRIES: Final = 150
"""The most entries that all arrays of a formula's case may have together.

Unit: entries. Fixed by: benchmarks/formula_accuracy.py (seconds for each component).
"""

IMPLIED_ENTRIES: Final = 24
"""Of how many entries the derivative that the documented forward implies is taken.

Unit: entries. Fixed by: benchmarks/formula_accuracy.py (seconds): each is two evaluations at 100 digits.
Tenfold: a bound on the time; in the tests two entries show what all of them would.
"""

FORMULA_ULPS: Final = 16.0
"""What any computation may lose beyond the rounding that was measured.

Unit: units in the last place. Fixed by: benchmarks/formula_accuracy.py and tests/formula/test_honest.py.
"""

INSENSITIVE_ULPS: Final = 2.0
"""Up to which error, in units of the value itself, the sensitivity of a formula is not asked for: it could
only make the error smaller.

Unit: units in the last place of the value. Fixed by: tests/formula/test_honest.py. Tenfold: less of it costs
evaluations and changes no verdict.
"""

MEASURED_ROUNDING: Final = 4.0
"""How many times the rounding that was measured may occur: one measurement may be small by luck.

Unit: multiples of the measurement. Fixed by: tests/oracle/test_point_evaluation.py;
tests/formula/test_honest.py (careless but right layers pass).
"""

ABSORBED: Final = 2.0**-52
"""What disappears beside the results that a function customarily has: one unit in their last place.

Unit: share of the customary size. Fixed by: IEEE 754; tests/oracle/test_point_evaluation.py;
tests/formula/test_honest.py (saturated functions).
"""

ROUNDING_NEIGHBOURS: Final = 8
"""At how many points close by the error is taken where the layer does not run in extended precision.

Unit: points. Fixed by: tests/oracle/test_measured_rounding.py and tests/formula/test_honest.py; not measured
beyond them.
"""

NEIGHBOUR_SHARE: Final = 2.0**-50
"""How far those are: a multiple from -16 to 16 of this share of every entry.

Unit: share of the entry. Fixed by: a few units in the last place: rounding changes there, a mistake does
not.
"""

NEARER: Final = (1.0, 1 / 8, 1 / 64)
"""How much nearer to the origin the customary size of results is taken.

Unit: share of the distance to the origin. Fixed by: tests/oracle/test_measured_rounding.py;
tests/formula/test_honest.py (tanh at 15 is customary at 2).
"""

PERTURBATIONS: Final = 5
"""How often the numbers of a formula are perturbed to learn how sensitive its value is to them.

Unit: evaluations. Fixed by: tests/oracle/test_reference_values.py: one may miss it by chance;
benchmarks/formula_accuracy.py (seconds). Not measured: how much more further ones would show. Tenfold: more
of them only take time.
"""

JUMP: Final = 1e9
"""A response so many times larger than anything about is no slope: a tie or a kink was crossed.

Unit: multiples of the largest value. Fixed by: tests/oracle/test_reference_values.py: a response is a
slope times 1, a jump is divided by a perturbation of 1e-15.
"""

SMALLEST_EXACT: Final = 1e-290
"""Below this, what float64 can hold inside a computation decides, not what the computation is worth.

Unit: absolute. Fixed by: the range of float64: 1e-308 over 1e18.
"""

BEYOND_FLOAT64: Final = (1e299, 1e300)
"""Where the exact value exceeds the second, any float of its sign beyond the first is right.

Unit: absolute. Fixed by: the range of float64, 1.8e308, less what a computation may overflow by on its
way.
"""

CONSISTENT: Final = 1e-25
"""How far a documented derivative may be from that of the documented forward.

Unit: share of the size of the terms. Fixed by: arithmetic: differences at 100 digits are good to 1e-60,
at 50 digits to 1e-25.
"""

ROUNDED_CONSTANTS: Final = 8 * 2.0**-53
"""The same where a constant of the layer is a rounded number and a literal beside it is not.

Unit: share of the size of the terms. Fixed by: a few roundings of float64; tests/oracle/test_consistency.py;
tests/formula/test_honest.py.
"""

KINK_SHARE: Final = 1e-9
"""Slopes on two sides of a smooth point agree to 30 digits and more; at a kink they do not at all.

Unit: share of the slopes. Fixed by: not measured: between 1e-30 and 1. Tenfold: any number between 1e-30
and 1 does.
"""

KINKED_OUTPUTS: Final = 3
"""How many outputs at a kink are judged one by one.

Unit: outputs. Fixed by: tests/oracle/test_consistency.py; benchmarks/formula_accuracy.py (seconds).
"""

DECISIVE: Final = 4.0
"""Two agree only if so many times their tolerance is less than the disagreement that is to be explained.

Unit: multiples of the tolerance. Fixed by: tests/oracle/test_agreements.py; tests/formula/test_planted.py
(who is blamed for planted mistakes).
"""

LARGEST_IN_JSON: Final = 1e300
"""Distances beyond are cut, so that they stay numbers in JSON, which has no infinity.

Unit: units in the last place. Fixed by: float64 reaches 1.8e308.
"""
