"""A version of jax that nobody has tested is named, once."""

import subprocess
import sys
import warnings

import jax
import pytest
from ethan_jax.versions import warn_if_untested


@pytest.mark.parametrize("version", ["0.10.0", "0.10.2", jax.__version__])
def test_a_tested_version_is_silent(version):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_if_untested(version)


@pytest.mark.parametrize("version", ["0.9.2", "0.11.0", "1.0", "0.101.0", "unknown"])
def test_another_one_is_named(version):
    with pytest.warns(UserWarning, match=f"tested with jax 0.10, and this is {version}"):
        warn_if_untested(version)


def test_it_is_said_once():
    code = (
        "import jax, jax.numpy as jnp; jax.__version__ = '9.0'\n"
        "import ethan_jax\n"
        "for _ in range(2): ethan_jax.check(jnp.tanh, jnp.ones(2), checks=['gradient'])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr.count("and this is 9.0") == 1
