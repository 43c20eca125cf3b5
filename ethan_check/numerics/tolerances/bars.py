"""When two numbers for one derivative differ, and when a difference counts as converged.

A bar is one standard error, estimated; a verdict is given at many bars. Rounding is counted in units in
the last place (EPSILON) of the numbers that are summed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

__all__ = [
    "ALIASING_FLOOR",
    "BACKWARD_ROUNDING",
    "BLUNT",
    "CERTIFICATE",
    "COARSE_CERTIFICATE",
    "COMPARED_ROUNDING",
    "COMPLEX_BARS",
    "COMPLEX_BEND",
    "COMPLEX_GATE",
    "COMPLEX_ROUNDING",
    "CONTRADICTION",
    "CONVERGED",
    "DETECTABLE",
    "ERROR_BARS",
    "FLOAT32_LOSS",
    "FLOAT32_UNIT",
    "LAST_PLACES",
    "LEAST_ACCURATE",
    "LEFT_OUT",
    "MOST_ROUNDING",
    "NOISE_FLOOR",
    "ODD_NOISE",
    "ONE_SIDED_CONVERGENCE",
    "ONE_SIDED_FLOOR",
    "OTHER_MULTIPLE",
    "OUTPUT_ROUNDING",
    "REPEATED_ROUNDING",
    "SATURATION",
    "USABLE",
]

ERROR_BARS: Final = 30.0
"""How many bars apart two numbers must be to differ: bars are estimates from a few samples, not bounds.

Unit: error bars. Fixed by: benchmarks/false_alarms.py: no correct layer is accused at 100,000 points;
benchmarks/resolution.py holds what that costs.
"""

BACKWARD_ROUNDING: Final = 64.0
"""What a backward pass may lose to rounding in the terms that it sums.

Unit: units in the last place of the sum of the sizes of all terms. Fixed by: benchmarks/false_alarms.py.
"""

CERTIFICATE: Final = 1e-3
"""What a pass has to certify unless more is demanded: the smallest error in one entry that would have shown.

Unit: shares of the largest entry of the gradient. Fixed by: benchmarks/detection.py: of ten planted mistakes
nine change an entry by more.
"""

COARSE_CERTIFICATE: Final = 5e-2
"""The same of a layer that runs in low precision alone, where a whole gradient may be off by so much unseen.

Unit: share of the gradient. Fixed by: tests/verdict/test_coarse_ways.py: most come to 1e-2.
"""

OUTPUT_ROUNDING: Final = 8.0
"""What an output's own rounding may add. A saturated output (tanh near 1) has a small derivative that
comes out of numbers as large as the output itself.

Unit: units in the last place of the outputs, summed. Fixed by: benchmarks/false_alarms.py (saturated
layers).
"""

SATURATION: Final = 64.0
"""What a saturated layer loses to rounding, as many roundings as any other: BACKWARD_ROUNDING of the
gradients that it has at ordinary inputs.

Unit: units in the last place of its ordinary gradients. Fixed by: benchmarks/false_alarms.py and
benchmarks/certificate.py.
"""

DETECTABLE: Final = 3.0
"""By how much an error must exceed what one directional test sees, so that further ones, along which the
entry may move by less, see it too.

Unit: multiples of the tolerance over the move. Fixed by: benchmarks/certificate.py: errors of the
certified size are planted and must be found.
"""

USABLE: Final = 1e-5
"""An output whose bar is a larger share of the derivative's scale tells too little to be used.

Unit: share of the scale of the derivative. Fixed by: benchmarks/resolution.py, whose coarsest layers it
bounds. Tenfold: what noise explains is usable whatever this is, and what it does not explain is mostly
contradicted by the smallest step, or far better.
"""

CONVERGED: Final = 1e-9
"""Where extrapolation of the large steps is this good, no smaller step is taken: none of them would be
better.

Unit: share of the scale of the derivative. Fixed by: benchmarks/cost.py (calls).
"""

LEFT_OUT: Final = 1e-3
"""No nearer steps are taken for a smaller share of the outputs than this, which are left out: of a thousand
outputs one always has a kink nearby.

Unit: share of the outputs. Fixed by: benchmarks/cost.py (calls). Tenfold: of a hundred outputs
that are all of a case, a whole row would be left out.
"""

NOISE_FLOOR: Final = 24.0
"""An error of no more than so many times what the noise explains is as good as it can be: that of two steps
near 1/1000 is 15 times that of the large ones, in the value and in what it still changes by.

Unit: multiples of the noise of the extrapolated value. Fixed by:
tests/numerics/test_finite_difference.py: outputs rounded to float16 and float32 beside kinks.
"""

ODD_NOISE: Final = 1e6
"""An output that is so many times as noisy as the others is at a kink that no step is small enough for:
rounding is about the same for all, and cancellation rarely takes six digits from one and none from the rest.

Unit: multiples of the typical noise. Fixed by: tests/verdict/test_judge.py (sort with many ties).
"""

BLUNT: Final = (10.0, 0.1)
"""Where the first times the noise of a slope at the smallest step exceeds the second times the
derivative's scale, that step tells nothing.

Unit: multiples of the noise of the slope; share of the scale. Fixed by: not measured: it is for outputs
rounded to float32 and float16; tests/numerics/test_finite_difference.py holds all the same with a
sixteenth of it and with 16 times as much. Tenfold: moved together nothing changes, since only their
quotient counts.
"""

CONTRADICTION: Final = 8.0
"""How many bars a small step must lead elsewhere by to contradict a larger one; and how many it may
scatter by before the scatter is an oscillation that no noise explains.

Unit: error bars. Fixed by: tests/numerics/test_finite_difference.py: with a sixteenth of it smooth
functions contradict themselves, and a notch between the smallest steps shows on both sides of it.
"""

COMPLEX_GATE: Final = 3e-7
"""How far the complex step may be from a real difference, which resolves no more.

Unit: share of the scale of the derivative. Fixed by: tests/numerics/test_finite_difference.py: far above
what the real difference resolves, 1e-9, and far below what `abs` and comparisons, for which the complex
step is wrong, are off by. A smaller part that is lost is never a failure by itself.
"""

COMPLEX_BARS: Final = 8.0
"""How many bars of the real difference the complex step may be off by, beyond the gate.

Unit: error bars. Fixed by: tests/numerics/test_finite_difference.py; as CONTRADICTION.
"""

COMPLEX_BEND: Final = 1e-4
"""The bend between the smallest steps up to which a complex step is believed without further samples: a
kink, which it cannot see, bends by much more.

Unit: share of the scale of the derivative. Fixed by: tests/numerics/test_finite_difference.py: far above
what curvature leaves at that step, 1e-6, far below a kink.
"""

COMPLEX_ROUNDING: Final = 4.0
"""The bar of a confirmed complex step.

Unit: units in the last place of the scale of the derivative. Fixed by: benchmarks/resolution.py (layers
to which the complex step applies).
"""

ALIASING_FLOOR: Final = 8.0
"""What rounding of F(0) does to the real difference that confirms a complex step.

Unit: units in the last place of F, over the smallest step. Fixed by: benchmarks/cost.py: layers of large
outputs are confirmed in 4 calls.
"""

ONE_SIDED_CONVERGENCE: Final = 0.75
"""A difference from one side converges where each halving of the step leaves at most this share of the
last change: halving leaves 1/2 for a smooth F, 0.71 for a slope that changes as a root does, 1 and
more where there is no limit.

Unit: share of the change before. Fixed by: arithmetic: it lies between 0.71 and 1;
tests/numerics/test_richardson.py: with a sixteenth of it nothing converges, with ten times as much a root
that is small beside a line does.
"""

ONE_SIDED_FLOOR: Final = (1e-5, 1e-9)
"""A difference from one side is believed if its bar is no more than the first times its value plus the
second.

Unit: share of the value; absolute slope. Fixed by: tests/numerics/test_richardson.py: the first is
USABLE.
"""

FLOAT32_UNIT: Final = float(np.finfo(np.float32).eps)
"""The unit in the last place of 1.0 in float32, 2^-23.

Unit: relative. Fixed by: IEEE 754.
"""

FLOAT32_LOSS: Final = 200 * FLOAT32_UNIT
"""What a float32 backward may lose beyond the conditioning of the gradient: some hundred roundings.

Unit: share of the largest entry of the gradient. Fixed by: benchmarks/false_alarms.py (whole
verifications); benchmarks/detection.py holds that narrower types are still found.
"""

OTHER_MULTIPLE: Final = 1.7
"""By what a cotangent, or a direction, is multiplied to see what rounding does: no power of two, so that
every product is rounded anew, and near 1, so that nothing else changes.

Unit: factor. Fixed by: any such factor does. Tenfold: a tenth of it rounds every product anew as well.
"""

REPEATED_ROUNDING: Final = 64.0
"""What backward may lose, by what it lost in one pair of runs: one pair is a small sample, and rounding
that both share is not seen.

Unit: factor. Fixed by: tests/verdict/test_rounding.py.
"""

COMPARED_ROUNDING: Final = 8.0
"""What backward may lose, where it was run in extended precision too: the loss itself is seen, at one
point.

Unit: factor. Fixed by: tests/verdict/test_rounding.py.
"""

MOST_ROUNDING: Final = 1e5
"""The largest loss that is believed to be rounding in float64: 2e-11, far below the 6e-8 of one float32
buffer inside backward, which is a mistake and gets no credit for its noise.

Unit: units in the last place (EPSILON). Fixed by: tests/verdict/test_rounding.py.
"""

LEAST_ACCURATE: Final = 1e-2
"""What no forward may be declared to be: of one that is good to two digits nothing can be told.

Unit: relative. Fixed by: arithmetic: differences of it over a whole step would be off by as much.
"""

LAST_PLACES: Final = 16.0
"""How far a point is moved to see what an ill-conditioned problem makes of rounding: a stable solver is exact
for a matrix that differs by a small multiple of the last place, which grows with its size.

Unit: units in the last place (EPSILON). Fixed by: tests/verdict/test_rounding.py; a quarter is too little.
"""
