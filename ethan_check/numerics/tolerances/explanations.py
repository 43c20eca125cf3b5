"""When a wrong gradient counts as explained. A wrong explanation misleads, so these are strict."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CONFIRMED_SHARE",
    "FACTOR_BARS",
    "LARGEST_DENOMINATOR",
    "LARGEST_NUMERATOR",
    "LEAST_ADDED",
    "LEAST_PERCENT",
    "LEAST_VARIATION",
    "LOCATED_SHARE",
    "NEARLY_ONE",
    "NO_FACTOR",
    "RECOMPUTED",
    "SAME_FACTOR",
    "SAME_MEASURED_FACTOR",
    "SIMPLE_FACTOR",
    "SWAPPED_MARGIN",
    "ZERO_FACTOR",
]

SIMPLE_FACTOR: Final = 1e-9
"""How near a ratio must be to a fraction to be called one: nearer than chance brings a number to one of
the few thousand fractions that count.

Unit: relative. Fixed by: tests/diagnosis/test_ratio.py.
"""

LARGEST_DENOMINATOR: Final = 64
"""The largest denominator of a fraction that a person would have written: a batch size, or a length.

Unit: whole number. Fixed by: the longest axes that are drawn multiply to no more.
"""

LARGEST_NUMERATOR: Final = 4096
"""The largest numerator of one: a product of two lengths.

Unit: whole number. Fixed by: it is the square of LARGEST_DENOMINATOR.
"""

FACTOR_BARS: Final = (2.0, 10.0)
"""A gradient is a multiple of the derivative if what is left over is within the first; an entry counts
among the several that bear a factor that is no simple fraction if the derivative is beyond the second.

Unit: error bars. Fixed by: tests/diagnosis/test_ratio.py.
"""

SAME_FACTOR: Final = 1e-6
"""How near a ratio must be to a size of the case to be it.

Unit: relative. Fixed by: tests/diagnosis/test_constant_factor.py: ratios are good to 1e-9, sizes differ
by 1e-2.
"""

SAME_MEASURED_FACTOR: Final = 1e-5
"""The same for a ratio measured along a line, whose bar may be as large as USABLE.

Unit: relative. Fixed by: it is USABLE.
"""

SWAPPED_MARGIN: Final = 1e-6
"""How near the gradient with swapped arguments must come to the derivative.

Unit: share of the derivative. Fixed by: tests/diagnosis/test_swapped_arguments.py.
"""

LOCATED_SHARE: Final = 0.7
"""How much of a row, a border or a corner must be wrong for it to be named as the place: entries that are
right by luck are fewer.

Unit: share of its entries. Fixed by: tests/diagnosis/test_location.py.
"""

CONFIRMED_SHARE: Final = 0.75
"""The share of the failing cases that an explanation has to explain.

Unit: share of the cases. Fixed by: benchmarks/detection.py (explanations of the zoo's bugs);
tests/diagnosis.
"""

ZERO_FACTOR: Final = 1e-12
"""A smaller factor is 0, which no size of the case explains.

Unit: factor. Fixed by: rounding: it is far below the smallest factor that a case has. Tenfold: no size of
a case lies between.
"""

NO_FACTOR: Final = 1e-7
"""A gradient this near to the derivative is not called a multiple of it: the entries say more.

Unit: distance of the factor from 1. Fixed by: tests/diagnosis/test_message.py; float32 is at 6e-8.
"""

LEAST_VARIATION: Final = 1e-3
"""How much a derivative must vary for a constant that is added to it to be no factor.

Unit: share of its largest entry. Fixed by: tests/diagnosis/test_added_constant.py.
"""

LEAST_ADDED: Final = 1e-10
"""A smaller constant is rounding.

Unit: share of the largest entry of the derivative. Fixed by: tests/diagnosis/test_added_constant.py: bars
are near 1e-12.
"""

RECOMPUTED: Final = 1e-9
"""How near a gradient computed by an explanation must come to the stated one, beside the error bars.

Unit: relative to the largest entry. Fixed by: it is SIMPLE_FACTOR.
"""

LEAST_PERCENT: Final = 1e-4
"""The smallest share that is said in percent, 0.01%: a smaller one is said as a power of ten.

Unit: share. Fixed by: reading the messages.
"""

NEARLY_ONE: Final = 1e-4
"""A factor that is nearer to 1 is written with ten digits, so that it does not read as 1.

Unit: absolute. Fixed by: six digits show a difference of 1e-5.
"""
