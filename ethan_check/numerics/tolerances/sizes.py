"""How many entries, cases and groups are looked at, and from what size on arrays are worked on in pieces."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ACCOUNTED_CASES",
    "BLOCK",
    "CHECKED_ENTRIES",
    "CROPPED_LENGTH",
    "CROPPED_ROWS",
    "DEFAULT_CASES",
    "DENSE_ENTRIES",
    "DROPOUT_ENTRIES",
    "EVERY_KIND_TRIES",
    "EXPLAINING_CALLS",
    "FEW_WRONG",
    "FURTHER_DRAWS",
    "GROUP_TESTS",
    "GUARDED_ENTRIES",
    "GUARD_ZONE",
    "GUESSES",
    "HOLDER_DEPTH",
    "JACOBIAN_OUTPUTS",
    "LARGE",
    "LARGEST_AXIS",
    "LARGEST_SEARCHED_AXIS",
    "LARGEST_SHOWN",
    "LONG_AXES",
    "MOST_HOLDERS",
    "MOST_SETTINGS",
    "POISONED_COPIES",
    "RULE_CASES",
    "SHRINK_BUDGET",
    "SHRINK_CALLS",
    "SHRUNK_RULE_CASES",
    "SIZE_TRIES",
    "SMALL_SIZE_TRIES",
    "STATED_OUTPUTS",
    "THRESHOLD_ENTRIES",
]

LARGE: Final = 2**17
"""Arrays with more entries are worked on in pieces and in buffers that are used again; a case with more
is not kept for the next check, which had better draw it again.

Unit: entries. Fixed by: benchmarks/large_layer.py (time and memory of layers of a million parameters); on
smaller arrays Python costs more than it saves.
"""

BLOCK: Final = 2**15
"""The size of a piece: two of 256 KiB and their result fit a processor's second cache.

Unit: entries. Fixed by: benchmarks/large_layer.py. Tenfold: larger pieces are as right, and slower.
"""

CHECKED_ENTRIES: Final = 2**21
"""About so many entries are looked at by one check: 24 cases of up to 87,000, two cases of a large layer.

Unit: entries. Fixed by: benchmarks/cost.py and benchmarks/large_layer.py.
"""

CROPPED_ROWS: Final = 3
"""To how many rows a large case is cut: two rows make a batch norm degenerate, and one hides what rows do
to each other.

Unit: rows. Fixed by: those two reasons; benchmarks/large_layer.py.
"""

CROPPED_LENGTH: Final = 5
"""To what length other axes are cut: windows of three entries still overlap, and what is carried from
step to step is.

Unit: entries. Fixed by: those two reasons; benchmarks/large_layer.py.
"""

DEFAULT_CASES: Final = 24
"""How many cases a check without a bound of its own looks at: every kind of values (8) three times.

Unit: cases. Fixed by: benchmarks/detection.py: mistakes that show on rare cases. Tenfold: more cases only
take time.
"""

RULE_CASES: Final = 100
"""How many cases are drawn from a rule of the layer's own in the search for a smaller one.

Unit: cases. Fixed by: not measured. Tenfold: with fewer, the smallest case that fails may be a larger
one; the verdict stays.
"""

FURTHER_DRAWS: Final = 48
"""How many layers a rule draws beyond those that are judged, to meet what it rarely draws.

Unit: layers. Fixed by: tests/cases/test_settings_met.py: what one layer in eight has is missed by one run of
2,000, rather than by one of 25. Tenfold: more only take time, a tenth of a millisecond each.
"""

MOST_SETTINGS: Final = 8
"""An attribute with more different values among the layers of a rule is no setting, but a size or a seed.

Unit: values. Fixed by: tests/cases/test_settings_met.py; it is a ninth of the layers that are drawn. Tenfold:
other layers are judged, which are as good.
"""

SHRUNK_RULE_CASES: Final = 50
"""How many of those are tried, the smallest first.

Unit: cases. Fixed by: not measured: a bound on the time after a failure. Tenfold: more only take time,
after a failure.
"""

SHRINK_BUDGET: Final = 150
"""How many plans are tried in the search for a smaller case.

Unit: cases. Fixed by: not measured: a bound on the time after a failure; the tests of shrinking hold with
a third of it. Tenfold: it decides how small the case is that a failure shows, and no verdict.
"""

SHRINK_CALLS: Final = 1000
"""After so many calls of forward and backward no smaller case is tried any more: twice what a small layer
that passes takes.

Unit: calls. Fixed by: benchmarks/speed.py failures, whose layers are judged in ten times what the right one
takes. Tenfold: as SHRINK_BUDGET.
"""

EXPLAINING_CALLS: Final = 2400
"""After so many calls no further case is asked what a mistake looks like, and whether it shows there: four
times what a small layer that passes takes.

Unit: calls. Fixed by: as SHRINK_CALLS, and tests/diagnosis/test_only_some_cases.py. Tenfold: with a tenth,
names are fewer, and no verdict is another.
"""

LARGEST_AXIS: Final = 7
"""The longest free axis that is drawn at first: small sizes show what a mistake looks like, and are fast.

Unit: entries. Fixed by: benchmarks/cost.py.
"""

LONG_AXES: Final = (17, 33)
"""Axes that no block of 2, 4, 8, 16 or 32 divides: what is left over is easily forgotten.

Unit: entries along an axis. Fixed by: tests/cases/test_plans.py.
"""

LARGEST_SEARCHED_AXIS: Final = 40
"""The longest that is tried where no small sizes satisfy the shapes.

Unit: entries. Fixed by: not measured; kernels of 11 with strides of 4 fit.
"""

SIZE_TRIES: Final = 60
"""How many sizes are drawn for shapes that not all of them satisfy, before they are searched axis by
axis.

Unit: draws. Fixed by: not measured: where too few fit, sizes are searched axis by axis. Tenfold: where
draws find nothing the search axis by axis does, and more draws only take time.
"""

SMALL_SIZE_TRIES: Final = 30
"""How many of those draw axes up to LARGEST_AXIS; the others up to LARGEST_SEARCHED_AXIS.

Unit: draws. Fixed by: not measured: half of SIZE_TRIES. Tenfold: as SIZE_TRIES.
"""

EVERY_KIND_TRIES: Final = 10
"""How many of those insist on the relation of axes (unequal, ones, equal) that the case is meant to show.

Unit: draws. Fixed by: not measured. Tenfold: as SIZE_TRIES; what a case was meant to show, another one
shows.
"""

LARGEST_SHOWN: Final = 64
"""Whole numbers that a layer holds are tried as sizes of its inputs up to this: what is larger is rarely
one.

Unit: entries. Fixed by: not measured: layers of that width are still fast to try. Tenfold: larger ones
only take time to try.
"""

GUESSES: Final = 60
"""How many shapes of inputs are tried on a layer of which nothing is known.

Unit: shapes. Fixed by: not measured: a bound on the time before the first verdict. Tenfold: more only
take time.
"""

ACCOUNTED_CASES: Final = 3
"""On how many cases it is looked for what else the output depends on: the first, the last and one between.

Unit: cases. Fixed by: tests/zoo/modern: parameters that start at 0 hide what stands behind them in the
first case, and in no later one. Tenfold: more cases only take time.
"""

DENSE_ENTRIES: Final = 200
"""Up to so many entries all of them are compared one by one after a failure; beyond, the wrong ones are
searched.

Unit: entries. Fixed by: not measured; the zoo's cases are smaller, so that every mistake can be named.
Tenfold: it decides how wrong entries are found after a failure, and no verdict.
"""

FEW_WRONG: Final = 5
"""So many wrong entries of a large array are searched for.

Unit: entries. Fixed by: a message shows as many.
"""

JACOBIAN_OUTPUTS: Final = 5000
"""Beyond so many outputs neither the Jacobian that the comparison yields nor the samples of a directional
derivative are kept.

Unit: outputs. Fixed by: memory: with DENSE_ENTRIES rows, 8 MB. Tenfold: it decides how much memory an
explanation may take, and no verdict.
"""

STATED_OUTPUTS: Final = 100
"""Up to so many outputs backward is asked for one unit cotangent after the other, so that a failure can be
named by more than one number an entry.

Unit: outputs, each a call. Fixed by: benchmarks/naming.py; the dense comparison asks forward as often.
Tenfold: it decides what is named, and no verdict.
"""

GROUP_TESTS: Final = 400
"""How many groups of entries are tested in the search for wrong ones.

Unit: tests. Fixed by: arithmetic: 5 wrong entries among 10^9 take 5 * 2 * 30 = 300. Tenfold: more tests
only take time, after a failure.
"""

THRESHOLD_ENTRIES: Final = 400
"""Inputs with more entries are left to the gradient check: a line through them shows too many kinks to
part.

Unit: entries. Fixed by: not measured. Tenfold: with a tenth, cases of the sizes that are drawn are still
asked.
"""

DROPOUT_ENTRIES: Final = 40_000
"""How many entries are dropped or kept in one measurement of a rate: it shows deviations of 0.017.

Unit: entries. Fixed by: arithmetic: Hoeffding's inequality at FALSE_ALARM.
"""

GUARD_ZONE: Final = 64
"""How many entries at least lie on both sides of an array whose layer may read past its end.

Unit: entries. Fixed by: not measured: a row or two of a small matrix. Tenfold: a wider zone only takes
memory.
"""

GUARDED_ENTRIES: Final = 2**14
"""The largest array beside which a zone of its own size is laid, and the largest whose free memory is
filled.

Unit: entries. Fixed by: not measured: larger arrays come from pages of their own. Tenfold: the arrays of
the tests are smaller than a tenth of it.
"""

POISONED_COPIES: Final = 24
"""How many arrays of each size are filled and let go, so that the next one of that size is likely one of
them.

Unit: arrays. Fixed by: not measured: numpy keeps some freed blocks of each size, and malloc more.
Tenfold: in the tests two of them are met as surely as 24, and more only take memory.
"""

HOLDER_DEPTH: Final = 4
"""How many attributes deep a layer's arrays are searched for: `model.layers[0].params["W"]` is four.

Unit: attributes and keys. Fixed by: tests/conventions (libraries as they come); not measured beyond them.
"""

MOST_HOLDERS: Final = 400
"""How many objects inside a layer are searched for arrays.

Unit: objects. Fixed by: not measured: a bound for layers that hold a graph.
"""
