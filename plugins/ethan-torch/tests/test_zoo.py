"""What only frameworks get wrong is caught, what passes without being right does not pass, and honest kernels
that look alike do.
"""

import json

import ethan_torch
import pytest
import torch
from zoo import BUGS, CHEATS, HONEST

BY_CHANCE = ("output_cached_by_address", "output_cached_by_object", "filled_by_another_thread")
"""Whether they repeat themselves is for the allocator or the scheduler to say: they do not pass."""


def judged(planted):
    return ethan_torch.check(planted.make(), *planted.inputs, reference=planted.reference, shrink=False)


@pytest.mark.parametrize("planted", BUGS, ids=lambda planted: planted.name)
def test_a_bug_that_only_frameworks_have_is_caught(planted):
    assert judged(planted).verdict == "fail"


@pytest.mark.parametrize("planted", CHEATS, ids=lambda planted: planted.name)
def test_a_way_of_passing_without_being_right_is_caught(planted):
    compares = torch.allclose, torch.equal
    report = judged(planted)
    assert not report, str(report)
    assert planted.name in BY_CHANCE or report.verdict == "fail", str(report)
    assert (torch.allclose, torch.equal) == compares
    assert json.loads(json.dumps(report.to_json(), allow_nan=False))["verdict"] == "fail"


@pytest.mark.parametrize("planted", HONEST, ids=lambda planted: planted.name)
def test_an_honest_kernel_is_not_accused(planted):
    report = judged(planted)
    assert report.verdict == "pass", str(report)


def test_there_are_as_many_as_are_promised():
    assert (len(BUGS), len(CHEATS), len(HONEST)) >= (25, 20, 5)
    assert all(planted.about.endswith(".") for planted in (*BUGS, *CHEATS, *HONEST))
