"""A version of torch that nobody has tested is named, once."""

import subprocess
import sys
import warnings

import pytest
import torch
from ethan_torch.versions import warn_if_untested


@pytest.mark.parametrize("version", ["2.13.0", "2.13.1+cu130", torch.__version__])
def test_a_tested_version_is_silent(version):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_if_untested(version)


@pytest.mark.parametrize("version", ["2.12.0", "2.14.0", "3.0", "2.130.0", "unknown"])
def test_another_one_is_named(version):
    with pytest.warns(UserWarning, match=f"tested with torch 2.13, and this is {version}"):
        warn_if_untested(version)


def test_it_is_said_once():
    code = (
        "import torch; torch.__version__ = '9.0'\n"
        "import ethan_torch\n"
        "for _ in range(2): ethan_torch.check(torch.tanh, torch.ones(2), checks=['gradient'])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr.count("and this is 9.0") == 1
