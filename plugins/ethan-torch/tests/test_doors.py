"""Every door of Ethan's takes things of torch's once the plugin is installed."""

import subprocess
import sys

import pytest
import torch
from rules import Square, W, X
from torch import nn

from ethan_check import Case, check_layer, layer_checks

THEIRS = """
import torch
from torch import nn
from torch.autograd import Function

class Scale(nn.Module):
    def __init__(self, size=3):
        super().__init__()
        self.weight = nn.Parameter(torch.linspace(0.5, 1.5, size))
    def forward(self, x):
        return x * self.weight

class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        return 3 * g * ctx.saved_tensors[0] ** 2

class Wrong(Cube):
    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0] ** 2
"""

TABLES = """
[tool.ethan.layers."theirs:Scale"]
init = {size = 5}
input = "N 5"
"""


@pytest.mark.parametrize(
    "arguments",
    [
        {"layer": nn.Linear(3, 2), "inputs": (X,)},
        {"layer": nn.Linear(3, 2), "inputs": (X.numpy(),)},
        {"layer": nn.Linear, "cases": [{"in_features": 3, "out_features": 2}], "inputs": (X,)},
        {"layer": Square, "inputs": (X, W)},
        {"layer": Square.apply, "inputs": (X, W)},
        {"layer": torch.nn.functional.gelu, "inputs": (X,)},
        {"cases": Case(nn.Linear(3, 2), (X,))},
    ],
)
def test_check_layer_takes_them(arguments):
    report = check_layer(**arguments, checks=["gradient"])
    assert report.verdict == "pass", str(report)


def test_bound_checks_are_the_plugin_s_as_well():
    checks = dict(layer_checks(nn.Linear(3, 2), (X,)))
    assert checks["torch-subsets"]().verdict == "pass"


def test_a_module_is_scanned(pytester):
    pytester.makepyfile(theirs=THEIRS)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-only", "--ethan-layers=theirs", "--ethan-checks=gradient,torch-subsets"
    )
    result.stdout.fnmatch_lines(
        ["wrong.v0: dL_dX is 1/3 of the derivative, in every entry*", "3 layers: 2 pass, 1 fail; *"]
    )


def test_a_table_describes_a_module(pytester):
    pytester.makepyfile(theirs=THEIRS)
    pytester.makepyprojecttoml(TABLES)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-only", "--ethan-layers=theirs:Scale", "--ethan-checks=gradient", "-v"
    )
    result.stdout.fnmatch_lines(["1 layer: 1 pass; *"])


SCALED = """
[[tool.ethan.layers."theirs:Scaled"]]
name = "scaled"
example = [{ array = [[0.5, -1.5], [0.3, 2.0]] }, 1.5, "plainly"]
"""


def test_a_table_gives_a_rule_arrays_numbers_and_words(pytester):
    scaled = (
        "\nclass Scaled(Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, x, factor, how):\n"
        "        assert how == 'plainly'\n"
        "        ctx.factor = factor\n"
        "        return x * factor\n"
        "    @staticmethod\n"
        "    def backward(ctx, g):\n"
        "        return g * ctx.factor, None, None\n"
    )
    pytester.makepyfile(theirs=THEIRS + scaled)
    pytester.makepyprojecttoml(SCALED)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-only", "--ethan-layers=theirs:Scaled", "--ethan-checks=gradient"
    )
    result.stdout.fnmatch_lines(["1 layer: 1 pass; *"])


def test_layers_of_numpy_are_not_asked_and_torch_is_not_imported():
    code = (
        "import sys, numpy\n"
        "from ethan_check import layer_checks\n"
        "from ethan_core.fn import Relu\n"
        "checks = dict(layer_checks(Relu()))\n"
        "print(checks['torch-subsets']().not_applicable, 'torch' in sys.modules)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "{'torch-subsets': \"it is no program of torch's\"} False"


def test_without_torch_one_line_says_what_to_install():
    code = "import sys; sys.modules['torch'] = None; import importlib.util as u\n"
    code += "u.find_spec = lambda name, package=None: None\nimport ethan_torch"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = result.stderr.strip().splitlines()[-1]
    assert last == "ImportError: ethan-torch needs PyTorch, which is not installed: pip install torch"
