"""Operators that exist in bfloat16 or float16 alone: 1% wrong is caught, right ones are not accused."""

import ethan_torch
import numpy as np
import pytest
import torch
from ethan_torch.precisions import LOW
from low_precision import operators

NAMES = tuple(operators(torch.bfloat16))
DTYPES = pytest.mark.parametrize("dtype", LOW, ids=str)


def judged(name, dtype, factor=1.0, *, compared=False, **options):
    operator, reference, inputs = operators(dtype, factor)[name]
    reference = reference if compared else None
    return ethan_torch.check(operator, *inputs, reference=reference, shrink=False, **options)


@DTYPES
@pytest.mark.parametrize("name", NAMES)
def test_a_right_one_passes_with_a_certificate(name, dtype):
    report = judged(name, dtype, compared=True)
    assert report.verdict == "pass", str(report)
    assert max(report.certificate.values()) < 1e-2
    assert all(entry.became == "judged" for entry in report.account.values())


@DTYPES
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("check", ["gradient", "torch-reference"])
@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_one_percent_is_told_without_a_reference_and_by_it(name, dtype, check, factor):
    report = judged(name, dtype, factor, compared=True, checks=[check])
    assert report.verdict == "fail", str(report)


def test_the_message_says_the_factor_and_the_precision():
    text = str(judged("gelu", torch.bfloat16, 1.02, checks=["gradient"]))
    assert text.startswith("Gelu: dL_dx adds up to 1.02 of what forward changes by, give or take")
    assert "along ways of the size of x in bfloat16" in text


def test_what_is_asked_in_low_precision_and_what_is_not():
    report = judged("softmax", torch.bfloat16)
    asked = {finding.check for finding in report.findings}
    assert {"gradient", "state", "torch-subsets", "torch-conditions", "torch-saved-tensors"} <= asked
    assert "it resolves more than bfloat16 has" in report.not_applicable["torch-second-order"]


def test_code_that_runs_in_float64_as_well_is_judged_in_it():
    report = ethan_torch.check(torch.tanh, torch.ones(4, 3, dtype=torch.bfloat16), checks=["gradient"])
    assert max(report.certificate.values()) < 1e-9


def test_a_small_change_beside_a_large_number_is_rounding():
    class Beside(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            assert x.dtype == torch.bfloat16
            return x + 1000

        @staticmethod
        def backward(ctx, g):
            return g.clone()

    report = ethan_torch.check(Beside, torch.ones(4, 3, dtype=torch.bfloat16), shrink=False)
    assert report.verdict in ("pass", "inconclusive"), str(report)


@DTYPES
def test_numbers_of_a_precision_stay_and_others_go_to_the_nearest(dtype):
    precision = LOW[dtype]
    array = np.random.default_rng(0).normal(size=64)
    once = precision.rounded(array)
    assert np.array_equal(precision.rounded(once), once)
    assert np.max(np.abs(once - array) / np.abs(array)) <= precision.unit / 2
    assert once.dtype == np.float32
