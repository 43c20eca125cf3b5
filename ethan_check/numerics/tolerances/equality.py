"""When two answers that should be one are the same."""

from __future__ import annotations

from typing import Final

__all__ = [
    "FALSE_ALARM",
    "FORWARD_DIGITS",
    "HELD_SINGLE",
    "LAST_PLACES_APART",
    "LENGTH_FACTOR",
    "SAME_ANSWER",
    "SAME_OPERATIONS",
    "STRUCTURAL_ZERO",
    "STRUCTURE",
    "UPDATE_ROUNDING",
]

SAME_ANSWER: Final = 1e-5
"""Another summation order moves a float32 sum by 1e-7; a wrong answer moves it by far more.

Unit: share of the largest entry. Fixed by: benchmarks/false_alarms.py (whole verifications) and
benchmarks/detection.py.
"""

LAST_PLACES_APART: Final = 8.0
"""By how many units in the last place of their type two answers that should be one may differ: a few
roundings in another order. It counts where these are more than SAME_ANSWER, in float16.

Unit: units in the last place. Fixed by: tests/checks/test_equality.py.
"""

LENGTH_FACTOR: Final = 1e-5
"""How far a gradient may be from a multiple of a difference at the smallest step to be that multiple.

Unit: relative. Fixed by: tests/cases/test_fixed_lengths.py; such a difference is good to some 1e-9.
"""

SAME_OPERATIONS: Final = 1e-9
"""The same operations on the same numbers: nothing but another alignment in memory may differ.

Unit: share of the largest entry. Fixed by: benchmarks/false_alarms.py (whole verifications).
"""

STRUCTURAL_ZERO: Final = 1e-6
"""A gradient so small beside the others of its layer is structurally zero (of the bias of an attention's
keys): it is nothing but rounding, which may come out in any way.

Unit: share of the largest entry of any gradient. Fixed by: benchmarks/false_alarms.py (attention).
"""

FALSE_ALARM: Final = 1e-10
"""The probability with which a statistic may accuse a layer that draws rightly.

Unit: probability of one question. Fixed by: arithmetic: less than once in 1e9 runs.
"""

FORWARD_DIGITS: Final = (1e-10, 1e-6)
"""A forward whose noise lies between these, in numbers that float32 holds, was float32 on its way.

Unit: share of F. Fixed by: arithmetic: float64 is at 1e-16, float32 at 1e-7. Tenfold: no forward is seen
there. The noise of float32 is some 1e-8, that of float64 1e-16, that of float16 1e-4; it is a note beside
a pass, and no verdict.
"""

HELD_SINGLE: Final = 0.5
"""The share of outputs that must be float32 numbers for it: of float64 numbers one in 5e8 is.

Unit: share of the outputs. Fixed by: tests/checks/test_dtype.py: constants and zeros among the outputs
are float32 numbers too.
"""

UPDATE_ROUNDING: Final = (8.0, 16.0)
"""What one entry of an update may be off by: the first for its own subtraction, the second because the
same sum over the batch, in arrays that lie elsewhere in memory, is rounded otherwise.

Unit: units in the last place of the entry; of the largest step. Fixed by: tests/checks/test_update.py: a
few roundings each; an update off by a thousandth is off by 1e12 of them.
"""

STRUCTURE: Final = {2: 1e-2, 4: 1e-5, 8: 1e-12, 16: 1e-12}
"""How far rows may be from a sum of one, or from being orthonormal, by the bytes of a number: what rounding
leaves of it, many times over, and far less than what is not meant so comes to.

Unit: absolute, by bytes. Fixed by: tests/cases/structures/test_rows_that_sum_to_one.py.
"""
