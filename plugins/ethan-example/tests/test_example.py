"""The distribution as it is installed: its layers are judged, and its check judges."""

import pytest

PLANTED = """
from ethan_core import register
from ethan_example import Softsign

@register("rising.v1")
class Rising(Softsign):
    pass

@register("falling.v1")
class Falling(Softsign):
    def forward(self, X):
        return -super().forward(X)

    def backward(self, dL_dY):
        return -super().backward(dL_dY)

@register("flipped.v1")
class Flipped(Softsign):
    def backward(self, dL_dY):
        return -super().backward(dL_dY)
"""


def test_its_layers_and_its_check_are_found_beside_what_ethan_brings(pytester: pytest.Pytester) -> None:
    both = "--ethan-layers=ethan_example,ethan_core.reference"
    result = pytester.runpytest_subprocess("--ethan-check", both, "--collect-only", "-q")
    for item in (
        "ethan::affine.v1::gradient",
        "ethan::affine.v1::monotone",
        "ethan::softsign.v1::monotone",
        "ethan::relu.v1::monotone",
    ):
        assert item in result.outlines


def test_its_layers_pass(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--ethan-check", "--ethan-layers=ethan_example")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["affine.v1 *pass*", "softsign.v1 *pass*", "2 layers: 2 pass; *"])


def test_its_check_finds_planted_mistakes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(planted=PLANTED)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-layers=planted", "--ethan-checks=monotone"
    )
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "falling.v1: Y falls where X rises, by *",
            "  on: *",
            "flipped.v1: dL_dX is negative for a cotangent that is not, by *",
        ]
    )


def test_its_check_skips_layers_that_do_not_ask_for_it(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("ethan::affine.v1", "--ethan-checks=gradient,monotone", "-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED *affine.py:*: the layer does not declare monotone = 'increasing'"])
