"""What a layer costs; the differences are in test_compare."""

from baseline.samples import case, entry
from ethan_check.baseline.costs import BYTES, cost_differences, memory_allowance


def test_memory_repeats_exactly_under_one_version_of_numpy():
    other = entry(written={"numpy": "2.1"})
    assert memory_allowance(entry(), entry()) == 0
    assert memory_allowance(entry(), other) > 0
    (found,) = cost_differences(entry(), entry(cases={"0 float64": case(memory=97)}))
    assert (found.kind, found.state, found.what) == ("cost", "costlier", BYTES)
    assert (found.before, found.now, found.where) == (96, 97, "case 0: inputs (2, 3)")
