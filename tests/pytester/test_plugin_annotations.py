"""Annotations of forward serve as the contract, with and without jaxtyping."""

import pytest

LAYERS = """
{head}
import numpy as np


class Affine:
    def __init__(self, size_in=4, size_out=3):
        self.size_in, self.size_out = size_in, size_out
        self.W = np.linspace(-1, 1, size_in * size_out).reshape(size_in, size_out)

    def forward(self, x: Float[np.ndarray, "N size_in"]) -> Float[np.ndarray, "N {out}"]:
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Embedding:
    def __init__(self):
        self.W = np.linspace(-1, 1, 12).reshape(4, 3)

    def forward(self, ids: Int[np.ndarray, "N T"]) -> Float[np.ndarray, "N T 3"]:
        self.ids = ids
        return self.W[ids]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        np.add.at(self.dW, self.ids, g)
"""

UNEVALUATED = """from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from jaxtyping import Float, Int
"""

DUCK = """
class _Made:
    def __class_getitem__(cls, item):
        return type("Made", (), {"dim_str": item[1], "dtypes": cls.dtypes})

class Float(_Made):
    dtypes = ("float32", "float64")

class Int(_Made):
    dtypes = ("int32", "int64")
"""


@pytest.mark.parametrize(
    "head", [UNEVALUATED, DUCK, "from jaxtyping import Float, Int"], ids=["text", "duck", "real"]
)
def test_cases_are_drawn_from_annotations_and_outputs_held_to_them(project, head):
    if head.startswith("from jaxtyping"):
        pytest.importorskip("jaxtyping")
    project.module("right", LAYERS.format(head=head, out="size_out"))
    result = project.run("--ethan-check", "--ethan-layers=right", "--ethan-checks=gradient,shapes,dtype")
    assert "failed" not in result.parseoutcomes(), result.outlines
    result.stdout.no_fnmatch_line("*guessed*")
    project.module("wrong", LAYERS.format(head=head, out="size_in"))
    result = project.run("--ethan-check", "--ethan-layers=wrong:Affine")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*Y has shape (*, 3), but the contract says (N size_in)*"])


def test_what_a_table_says_goes_before(project):
    project.module("theirs", LAYERS.format(head=UNEVALUATED, out="size_in"))
    (project.path / "pyproject.toml").write_text('[tool.ethan.layers."theirs:Affine"]\ninput = "N 4"\n')
    project.run("--ethan-check").assert_outcomes(passed=2)
    (project.path / "pyproject.toml").write_text(
        '[tool.ethan.layers."theirs:Affine"]\nrows_independent = true\n'
    )
    project.run("--ethan-check").assert_outcomes(passed=1, failed=1)
    project.run("--ethan-check", "--ethan-checks=batch").assert_outcomes(passed=1)


def test_a_name_whose_size_the_arrays_fix_has_that_size(project):
    source = LAYERS.format(head=UNEVALUATED, out="out").replace('"N size_in"', '"batch dim"')
    project.module("theirs", source.replace('"N out"', '"batch out"'))
    result = project.run("--ethan-check", "--ethan-layers=theirs:Affine")
    result.assert_outcomes(passed=2)
    project.module("wrong", source.replace('"N out"', '"batch dim"'))
    project.run("--ethan-check", "--ethan-layers=wrong:Affine").assert_outcomes(passed=1, failed=1)


def test_annotations_hold_in_every_configuration_of_a_table(project):
    project.module("theirs", LAYERS.format(head=UNEVALUATED, out="size_out"))
    (project.path / "pyproject.toml").write_text(
        '[tool.ethan.layers."theirs:Affine"]\ninits = [{ size_in = 2 }, { size_in = 5, size_out = 1 }]\n'
    )
    project.run("--ethan-check").assert_outcomes(passed=2)
