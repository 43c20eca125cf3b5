"""What a pass certifies, and what keeps a layer from passing, as a user of pytest sees it."""

import pytest

LAYERS = """
import numpy as np
from ethan_core import Contract, register


class Rotary:
    contract = Contract(shapes="N 4 -> N 4")

    def __init__(self):
        self.frequencies = np.array([1.0, 0.01])

    def forward(self, x):
        angle = np.arange(len(x))[:, None] * self.frequencies
        self.c, self.s = np.cos(angle), np.sin(angle)
        a, b = x[:, :2], x[:, 2:]
        return np.concatenate([a * self.c - b * self.s, a * self.s + b * self.c], axis=1)

    def backward(self, g):
        a, b = g[:, :2], g[:, 2:]
        return np.concatenate([a * self.c + b * self.s, b * self.c - a * self.s], axis=1)


class Tanh:
    contract = Contract(shapes="N 4 -> N 4")

    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, g):
        return g * (1 - self.y**2)


register("tanh.v1", Tanh)
"""

TABLE = '[tool.ethan.layers."layers:Rotary"]\n'
GRADIENT = ("--ethan-only", "--ethan-checks=gradient")


@pytest.fixture
def rotary(project):
    project.module("layers", LAYERS)
    return project


def pyproject(project, text):
    (project.path / "pyproject.toml").write_text(text)


def test_what_is_not_judged_is_named_with_the_line_that_settles_it(rotary):
    result = rotary.run(*GRADIENT, "--ethan-layers=layers:Rotary")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "rotary.v0: frequencies (2,) is not judged: the output depends on it, *",
            '  if it is not trained, declare so: frozen = ["frequencies"]',
            "rotary.v0  inconclusive * not judged: frequencies",
            "1 layer: 1 inconclusive; 1 check: 1 inconclusive; 1 array not judged",
        ]
    )


@pytest.mark.parametrize("how", [pytest.param((), id="alone"), pytest.param(("-n", "2"), id="xdist")])
def test_declared_in_a_table_it_is_part_of_the_account(rotary, how):
    if how:
        pytest.importorskip("xdist")
    pyproject(rotary, TABLE + 'frozen = ["frequencies"]\n')
    run = rotary.run_apart if how else rotary.run
    result = run(*GRADIENT, "-v", *how)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*account: X judged, to *e-*; frequencies declared: frozen"])


def test_a_name_that_is_not_there_is_told_in_one_line(rotary):
    pyproject(rotary, TABLE + 'frozen = ["frequency"]\n')
    result = rotary.run(*GRADIENT)
    result.stdout.fnmatch_lines(
        ["*frozen names 'frequency', and * holds no such array; did you mean frequencies?*"]
    )


def test_more_is_demanded_by_an_option_an_ini_key_or_a_table(rotary):
    tanh = (*GRADIENT, "--ethan-layers=layers:Tanh")
    assert rotary.run(*tanh).ret == pytest.ExitCode.OK
    result = rotary.run(*tanh, "--ethan-certificate=1e-15")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["tanh.v*: dL_dX agrees, but * of its largest entry could be wrong unseen, and a pass needs 1e-15"]
    )
    result.stdout.fnmatch_lines(["see it again: pytest * --ethan-certificate=1e-15 *"])
    assert rotary.run(*tanh, "-o", "ethan_certificate=1e-15").ret == pytest.ExitCode.TESTS_FAILED
    pyproject(rotary, TABLE + 'frozen = ["frequencies"]\ncertificate = 1e-15\n')
    assert rotary.run(*GRADIENT).ret == pytest.ExitCode.TESTS_FAILED


def test_what_a_table_demands_goes_before_what_the_run_demands(rotary):
    pyproject(rotary, TABLE + 'frozen = ["frequencies"]\ncertificate = 1e-3\n')
    assert rotary.run(*GRADIENT, "--ethan-certificate=1e-15").ret == pytest.ExitCode.OK


@pytest.mark.parametrize("value", ["2", "1e-30", "tiny"])
def test_a_demand_that_says_nothing_or_cannot_be_met_is_a_usage_error_of_one_line(rotary, value):
    result = rotary.run(*GRADIENT, "--ethan-layers=layers:Tanh", f"--ethan-certificate={value}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = [
        line for line in (*result.errlines, *result.outlines) if line.startswith("ERROR: ethan certificate")
    ]
    assert len(told) == 1
    assert "expected a number from 2.2e-16 to below 1, such as 1e-6" in told[0]


def test_a_demand_in_a_table_is_checked_too(rotary):
    pyproject(rotary, TABLE + "certificate = 2\n")
    result = rotary.run(*GRADIENT)
    assert result.ret != pytest.ExitCode.OK
    told = "certificate is 2, expected a number from 2.2e-16 to below 1, as in 1e-6"
    assert told in result.stdout.str() + result.stderr.str()


REVERSED = """
class Reversed:
    def forward(self, x):
        return x * 1.0

    def backward(self, g):
        return -g
"""


def test_a_gradient_that_differs_on_purpose_is_declared_in_a_table(project):
    project.module("layers", REVERSED)
    table = '[tool.ethan.layers."layers:Reversed"]\ninput = "N 3"\n'
    pyproject(project, table)
    assert project.run(*GRADIENT).ret == pytest.ExitCode.TESTS_FAILED
    pyproject(project, table + "differs = { X = -1.0 }\n")
    result = project.run(*GRADIENT, "-v")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*account: X judged: -1 times the derivative, to *"])
    pyproject(project, table + 'differs = { X = "reversed" }\n')
    told = "expected for each array a factor, "
    assert told in "\n".join([*project.run(*GRADIENT).outlines, *project.run(*GRADIENT).errlines])
