"""Every door of Ethan's takes things of jax's once the plugin is installed."""

import subprocess
import sys

import jax
import jax.numpy as jnp
import pytest
from rules import W, X, square

from ethan_check import Case, check_function, check_layer, layer_checks, parametrize_with_checks

THEIRS = """
import jax, jax.numpy as jnp

@jax.custom_vjp
def cube(x):
    return x ** 3

cube.defvjp(lambda x: (x ** 3, x), lambda x, g: (3 * g * x ** 2,))

@jax.custom_vjp
def wrong(x):
    return x ** 3

wrong.defvjp(lambda x: (x ** 3, x), lambda x, g: (g * x ** 2,))

def scaled(x, weight):
    return cube(x) * weight

def helper(x):
    return x
"""

TABLES = """
[tool.ethan.layers."theirs:scaled"]
input = ["N 5", "5"]
"""


@pytest.mark.parametrize(
    "arguments",
    [
        {"layer": square, "inputs": (X, W)},
        {"layer": square, "inputs": (jnp.asarray(X), W)},
        {"layer": jax.nn.gelu, "inputs": (X,)},
        {"layer": lambda x: jnp.sum(x * x), "inputs": (X,)},
        {"cases": Case(square, (X, W))},
    ],
)
def test_check_layer_takes_them(arguments):
    report = check_layer(**arguments, checks=["gradient"])
    assert report.verdict == "pass", str(report)


def test_bound_checks_are_the_plugin_s_as_well():
    checks = dict(layer_checks(square, (X, W)))
    assert checks["jax-vmap"]().verdict == "pass"


@parametrize_with_checks([Case(square, (X, W))], checks=["gradient", "jax-residuals"])
def test_the_decorator(layer, check):
    check()


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, "pass"), (0.5, "fail")])
def test_a_pair_of_functions(factor, verdict):
    report = check_function(jnp.sin, lambda g, x: factor * g * jnp.cos(x), jnp.asarray(X))
    assert report.verdict == verdict, str(report)


def test_a_module_is_scanned(pytester):
    pytester.makepyfile(theirs=THEIRS)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-only", "--ethan-layers=theirs", "--ethan-checks=gradient,jax-vmap"
    )
    result.stdout.fnmatch_lines(
        ["wrong.v0: dL_dx is 1/3 of the derivative, in every entry*", "2 layers: 1 pass, 1 fail; *"]
    )


def test_a_table_describes_a_function(pytester):
    pytester.makepyfile(theirs=THEIRS)
    pytester.makepyprojecttoml(TABLES)
    result = pytester.runpytest_subprocess(
        "--ethan-check", "--ethan-only", "--ethan-layers=theirs:scaled", "--ethan-checks=gradient", "-v"
    )
    result.stdout.fnmatch_lines(["1 layer: 1 pass*; *"])


def test_the_command_takes_a_rule(pytester):
    pytester.makepyfile(theirs=THEIRS)
    result = pytester.run("ethan", "check", "theirs.py:wrong")
    assert "dL_dx is 1/3 of the derivative" in "\n".join(result.outlines)


def test_layers_of_numpy_are_not_asked_and_jax_is_not_imported():
    code = (
        "import sys, numpy\n"
        "from ethan_check import layer_checks\n"
        "from ethan_core.fn import Relu\n"
        "checks = dict(layer_checks(Relu()))\n"
        "print(checks['jax-vmap']().not_applicable, 'jax' in sys.modules)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "{'jax-vmap': \"it is no function of jax's\"} False"


def test_without_jax_one_line_says_what_to_install():
    code = "import sys; sys.modules['jax'] = None; import importlib.util as u\n"
    code += "u.find_spec = lambda name, package=None: None\nimport ethan_jax"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = result.stderr.strip().splitlines()[-1]
    assert last == "ImportError: ethan-jax needs JAX, which is not installed: pip install jax"
