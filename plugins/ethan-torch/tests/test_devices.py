"""The same code runs on other devices, where there are any."""

import ethan_torch
import pytest
import torch
from ethan_torch.devices import moved_to
from rules import Square, W, X
from torch import nn

from ethan_core.errors import ArgumentError

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here")


def test_what_is_no_tensor_stays():
    linear = nn.Linear(3, 2)
    thing, inputs = moved_to("cpu", linear, (X, 3, {"deep": [W]}))
    assert thing is not linear
    assert inputs[1] == 3
    assert torch.equal(inputs[2]["deep"][0], W)


def test_a_device_that_is_not_there_is_told_in_one_line():
    with pytest.raises(ArgumentError, match=r"^device 'xpu:9' cannot be used: ") as caught:
        ethan_torch.check(Square, X, W, device="xpu:9")
    assert "\n" not in str(caught.value)


@needs_cuda
@pytest.mark.parametrize(("thing", "inputs"), [(Square, (X, W)), (nn.Linear(3, 2), (X,))])
def test_they_run_on_cuda(thing, inputs):
    report = ethan_torch.check(thing, *inputs, device="cuda")
    assert report.verdict == "pass", str(report)
