"""At which values a layer is looked at."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BESIDE_KINKS",
    "DOMAIN_MARGIN",
    "EDGE_OFFSET",
    "EXTREME_SHARES",
    "FORMULA_MAGNITUDES",
    "LARGEST_OWED",
    "LINEAR_FACTORS",
    "MEMORY_POISON",
    "NEAR_THRESHOLDS",
    "ORDINARY_WIDTHS",
    "PLAINLY_WRONG",
    "POISONS",
    "RESAMPLED_SPREAD",
    "SMALLEST_SIGNED",
    "SMALL_SCALE",
    "SMALL_SHARE",
    "STABILITY_MAGNITUDES",
    "THRESHOLD_POINTS",
    "THRESHOLD_REACH",
    "UNDECIDED_OUTPUT",
    "UPDATE_RATES",
    "ZERO_SHARE",
]

STABILITY_MAGNITUDES: Final = (1e4, 1e3, 100.0, 30.0, 10.0)
"""The sizes of extreme inputs, the first of which results are finite for: exp overflows beyond 709 in
float64, and beyond 88 in float32.

Unit: absolute. Fixed by: those limits lie between them; tests/checks/test_stability.py. Tenfold: no layer
of the tests fails at a size that lies between these and ten times as much, and not at these.
"""

FORMULA_MAGNITUDES: Final = (1e4, 1e3, 100.0, 30.0)
"""The same where a documented formula is evaluated, which needs no finite result.

Unit: absolute. Fixed by: as STABILITY_MAGNITUDES; benchmarks/formula_accuracy.py. Tenfold: as
STABILITY_MAGNITUDES.
"""

EXTREME_SHARES: Final = (-1.0, 1.0, 0.5, -0.01, 1e-4, 0.3)
"""The shares of such a size that entries have: of both signs, and small ones beside large ones.

Unit: share of the size. Fixed by: not measured: sums of large and small terms are what cancels. Tenfold: the
sizes that they are shares of are decades apart themselves, and ten times as much is another of them.
"""

ORDINARY_WIDTHS: Final = (1.0, 3.0, 10.0)
"""The widths of the normal distributions at which what fails at an extreme is evaluated again.

Unit: absolute. Fixed by: not measured: from where most layers are used to where the first of them
saturate.
"""

EDGE_OFFSET: Final = 1e-9
"""How far inside an open domain an extreme input stays.

Unit: share of the domain's width. Fixed by: not measured: far above rounding. Tenfold: a tenth of it is
as far above rounding.
"""

PLAINLY_WRONG: Final = 0.1
"""By how much a gradient must be wrong at extreme inputs that nobody promised: what both sides lose to
cancellation there is no proof.

Unit: share of the sum of its terms. Fixed by: benchmarks/false_alarms.py (modern layers);
tests/checks/test_stability.py.
"""

LARGEST_OWED: Final = 1e300
"""A result that extended precision puts beyond this is rightly infinite in float64, whose largest is
1.8e308: what comes between may overflow first.

Unit: absolute. Fixed by: the range of float64. Tenfold: any number a few decades below 1.8e308 does.
"""

BESIDE_KINKS: Final = (2.0**-5, 2.0**-7, 2.0**-9)
"""The distances from a kink at which the gradient is judged: thresholds of backward that are 1% off are
met.

Unit: along the line. Fixed by: benchmarks/detection.py (limits that are wrong in backward). Tenfold: from
nearer by, what is off by as little is found, and by more with the jumps of backward.
"""

THRESHOLD_REACH: Final = 8.0
"""How far a line is searched for thresholds: beyond those of relu6 (6) and of hard sigmoids (3).

Unit: multiples of the direction. Fixed by: tests/checks/test_thresholds.py. Tenfold: farther away more
thresholds are met, and no fewer.
"""

THRESHOLD_POINTS: Final = 4
"""At how many points an elementwise forward is judged whose entries all lie beside thresholds.

Unit: points. Fixed by: tests/checks/test_thresholds.py. With each, half of the entries are on either side.
"""

NEAR_THRESHOLDS: Final = (-3.0, -1.3)
"""How far those entries are from a threshold: between 0.001 and 0.05, on either side.

Unit: decimal logarithm of the distance. Fixed by: benchmarks/detection.py (limits that are wrong in
backward by 3%); tests/checks/test_thresholds.py.
"""

LINEAR_FACTORS: Final = (-100.0, 0.375)
"""The factors of a combination of cotangents. Large and negative ones find clipping, thresholds and
absolute values that a typical cotangent never meets.

Unit: factors. Fixed by: not measured: a sixteenth of them and 16 times as much find the planted clipping
too.
"""

UPDATE_RATES: Final = (1.0, 0.1, 2.0**-10)
"""The learning rates at which an update is compared with lr times the gradient.

Unit: learning rate. Fixed by: tests/checks/test_update.py.
"""

MEMORY_POISON: Final = 12345.678
"""What lies beside an array: a number that no layer computes by itself, so that reading it shows.

Unit: absolute. Fixed by: any such number does. Tenfold: any such number does.
"""

POISONS: Final = (1e3, -1e5)
"""What free memory is filled with, in turn; the first alone for a large layer. Two, of both signs,
because a maximum or a relu swallows one of them.

Unit: absolute. Fixed by: not measured: any two such numbers do. Tenfold: any two such numbers do.
"""

RESAMPLED_SPREAD: Final = 0.2
"""By how much entries that are drawn again from given ones vary: they stay of their size, but are no
copies.

Unit: standard deviation of the logarithm. Fixed by: not measured; held by tests/cases/test_resampling.py.
"""

SMALL_SHARE: Final = 0.05
"""By how much given entries are shrunk in the small case.

Unit: share. Fixed by: not measured: small enough for saturations to leave, large enough for thresholds
near 0; held by tests/cases/test_resampling.py.
"""

ZERO_SHARE: Final = 0.3
"""The share of entries of a given array that become exactly 0 in the case of zeros.

Unit: share. Fixed by: benchmarks/detection.py (divisions by an input that is 0). Not measured by itself; held
by tests/cases/test_resampling.py.
"""

DOMAIN_MARGIN: Final = (0.02, 0.01)
"""How far from the ends of a domain values are drawn: a share of its width if it has two ends, a distance
if one.

Unit: share of the width; absolute. Fixed by: not measured: room for the large steps; held by
tests/cases/test_value_profiles.py.
"""

SMALLEST_SIGNED: Final = 1e-3
"""How far from 0 the entries of the positive and the negative profile stay: logarithms and roots are finite
there, and steps do not cross 0.

Unit: absolute. Fixed by: not measured; held by tests/cases/test_value_profiles.py.
"""

SMALL_SCALE: Final = 1e-2
"""The scale of the small profile, where powers and products vanish and linear terms remain.

Unit: factor on a standard normal distribution. Fixed by: not measured; held by
tests/cases/test_value_profiles.py.
"""

UNDECIDED_OUTPUT: Final = 0.01
"""By how much the last places of a made case's arrays may change what comes out: beyond that they alone
decide it, as of a singular system, and forward says nothing that a derivative could be held against.

Unit: share of the largest output. Fixed by: tests/cases/test_suggestions.py: the solution of a singular
system changes by as much as it is, the logarithm of its determinant by a thirtieth; at condition 1e12 both do
by some 1e-3.
"""
