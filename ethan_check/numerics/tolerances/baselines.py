"""How much of a layer a baseline remembers."""

from __future__ import annotations

from typing import Final

__all__ = ["BASELINE_CASES", "BASELINE_ENTRIES", "MOST_BASELINE_CASES", "NUMPY_BYTES", "PROJECTIONS"]

BASELINE_CASES: Final = 4
"""On how many cases a layer's values are remembered, if it has no more configurations than that: the first
ones, whose values are ordinary, whole, wide and small.

Unit: cases. Fixed by: benchmarks/baseline_stability.py: comparing costs less than 5% of judging.
"""

MOST_BASELINE_CASES: Final = 8
"""On how many at most: one of each configuration as far as that goes.

Unit: cases. Fixed by: arithmetic: 1,000 such layers of three arrays stay below 10 MB.
"""

BASELINE_ENTRIES: Final = 2**13
"""About so many entries are looked at: further cases up to that, and of a case with more, which is then the
only one, neither the noise along a line nor extended precision: nothing multiplies wide matrices fast in it.

Unit: entries. Fixed by: benchmarks/baseline_cost.py: comparing costs less than 5% of judging.
"""

PROJECTIONS: Final = 3
"""How many numbers are remembered of an array. One shows any change of one entry; changes of two entries
that cancel each other in it within 1e-3 of their size have to do so in all: one chance in 1e9.

Unit: numbers. Fixed by: that arithmetic.
"""

NUMPY_BYTES: Final = 64
"""By how many bytes the memory of the same layer may differ between two versions of numpy: where one makes an
array of a single number and another does not. Under the same version it repeats exactly.

Unit: bytes. Fixed by: benchmarks/baseline_stability.py: 8 between numpy 2.0, 2.4 and 2.5; four numbers of the
widest type, which has 16.
"""
