"""Failures that are known: of a check, of one of its gradients, or of whatever fails."""

import pytest

LAYERS = """
    import numpy as np

    class Affine:
        def __init__(self):
            self.W = np.array([[0.5, -1.5], [2.0, 0.25], [1.25, -0.75]])
            self.b = np.array([0.5, -0.25])

        def forward(self, x):
            self.x = x
            return x @ self.W + self.b

        def backward(self, g):
            self.dW, self.db = self.x.T @ g / WRONG_W, g.sum(axis=0)
            if len(g) > 2:
                self.db = self.db * WRONG_B
            return g @ self.W.T

    WRONG_W, WRONG_B = 2, 1
"""


def run(pytester, expected, *options, wrong_w=2, wrong_b=1):
    changed = LAYERS.replace("WRONG_W, WRONG_B = 2, 1", f"WRONG_W, WRONG_B = {wrong_w}, {wrong_b}")
    pytester.makepyfile(mylayers=changed)
    pytester.makepyprojecttoml(
        f"""
        [tool.ethan.layers."mylayers:Affine"]
        expected_failures = {expected}
        """
    )
    return pytester.runpytest("--ethan-check", "mylayers.py", *options)


ONE = '{ "gradient:dL_dW" = "a mean, mended in 2.0" }'


@pytest.mark.parametrize("options", [[], ["-n2"]], ids=["alone", "xdist"])
def test_one_gradient_is_excused_and_counted(pytester, options):
    if options:
        pytest.importorskip("xdist")
    result = run(pytester, ONE, *options)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "affine.v0  expected failure *excused: gradient (dL_dW)*",
            "1 layer: 1 expected failure; *; 1 finding excused",
        ]
    )


def test_another_gradient_beside_it_is_a_failure(pytester):
    result = run(pytester, ONE, wrong_b=3)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["affine.v0: dL_db is 3 times the derivative*"])
    assert "dL_dW is" not in result.stdout.str()


def test_one_that_is_right_by_now_is_told(pytester):
    result = run(pytester, ONE, wrong_w=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "affine.v0: gradient finds nothing wrong with dL_dW, but its failure is expected (a mean, "
            "mended in 2.0); take gradient:dL_dW out of expected_failures"
        ]
    )


def test_one_reason_is_for_whatever_fails(pytester):
    result = run(pytester, '"it is old"')
    assert result.ret == 0
    result.assert_outcomes(xfailed=1, passed=8, skipped=5)


def test_one_reason_that_nothing_needs_is_told(pytester):
    result = run(pytester, '"it is old"', wrong_w=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["affine.v0: no check fails, but failures are expected (it is old); take expected_failures out"]
    )


def test_a_check_that_is_misspelt_is_told(pytester):
    result = run(pytester, '{ "gradiant:dL_dW" = "a mean" }')
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["affine.v0: expected_failures names 'gradiant:dL_dW', but no check is called that; *gradient?"]
    )


@pytest.mark.parametrize(
    "options", [[], ["-q"], ["--no-header"], ["-n2"], ["-q", "--no-header", "-n2"]], ids=" ".join
)
def test_a_configuration_error_reads_the_same(pytester, options):
    if "-n2" in options:
        pytest.importorskip("xdist")
    pytester.makepyfile(mylayers=LAYERS)
    pytester.makepyprojecttoml("""
        [tool.ethan.layers."mylayers:Affine"]
        inptu = "N 3"
        """)
    result = pytester.runpytest("--ethan-check", *options)
    where = 'pyproject.toml, [[]tool.ethan.layers."mylayers:Affine"[]]'
    line = f"{where}: inptu is no key; did you mean input or inputs or init?"
    result.stdout.fnmatch_lines([line])
    assert result.ret == 1
