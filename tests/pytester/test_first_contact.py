"""From an empty folder: one file and one command, and what docs/getting-started.md shows of it."""

import re
import shutil
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "getting-started.md").read_text()

PAIRS = """
    import numpy as np

    def relu_forward(x):
        return np.maximum(x, 0), x

    def relu_backward(dout, cache):
        return dout * (cache > 0)

    def affine_forward(x, w, b):
        return x @ w + b, (x, w)

    def affine_backward(dout, cache):
        x, w = cache
        return dout @ w.T, x.T @ dout, dout.mean(axis=0)

    def dense(x, params):
        return x @ params["W"] + params["b"], (x, params)

    def dense_backward(dout, cache):
        x, params = cache
        return dout @ params["W"].T, {"W": x.T @ dout, "b": dout.sum(axis=0)}
"""

NEEDY = """
    import numpy as np

    class Linear:
        def __init__(self, in_features, out_features):
            self.W = np.random.normal(size=(in_features, out_features))

        def forward(self, x):
            self.x = x
            return x @ self.W

        def backward(self, g):
            self.dW = self.x.T @ g
            return g @ self.W.T
"""


def ethan(pytester, *arguments):
    return pytester.run(sys.executable, "-m", "ethan_check.command", *arguments)


def section(lines):
    start = next(number for number, line in enumerate(lines) if "= ethan =" in line)
    end = next(number for number, line in enumerate(lines) if re.match(r"\d+ layers?:", line))
    return [
        re.sub(r"\d+e-\d+ in one entry of \w+", "...", line).rstrip() for line in lines[start + 1 : end + 1]
    ]


def test_ten_layers_in_six_conventions_need_one_command(pytester):
    shutil.copy(DOCS / "demo" / "firstlayers.py", pytester.path / "layers.py")
    result = ethan(pytester, "check", "layers.py")
    assert result.ret == 1
    verdicts = section(result.outlines)
    assert verdicts[-1].startswith("10 layers: 7 pass, 3 fail; ")
    assert [line.split()[0] for line in verdicts if " fail " in line] == [
        "linear.v0",
        "softmax.v0",
        "squarederror.v0",
    ]
    shown = (
        re.search(r"```console\n\$ ethan check layers.py\n(.*?)```", PAGE, re.DOTALL).group(1).splitlines()
    )
    assert verdicts == section(shown)
    told = [
        line
        for line in shown
        if re.match(r"\w+\.v0: |  (looks like|read as|backward): |see it again: ", line)
    ]
    assert len(told) > 12
    assert set(told) <= set(result.outlines)


def test_the_file_of_the_page_is_the_one_that_is_judged():
    assert (DOCS / "demo" / "firstlayers.py").read_text() in PAGE


def test_pairs_of_functions_need_nothing_else(pytester):
    pytester.makepyfile(functions=PAIRS)
    result = ethan(pytester, "check", "functions.py")
    verdicts = section(result.outlines)
    assert [line.split()[:2] for line in verdicts[:3]] == [
        ["affine.v0", "fail"],
        ["dense.v0", "pass"],
        ["relu.v0", "pass"],
    ]
    result.stdout.fnmatch_lines(["affine.v0: dL_d* is 1/2 of the derivative*", "  backward: functions.py:12"])


def test_constructor_arguments_by_way_of_init(pytester):
    pytester.makepyfile(layers=NEEDY)
    result = ethan(pytester, "check", "layers.py")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*cannot be constructed without in_features, out_features*",
            "ethan init layers.py  writes the table *",
        ]
    )
    result = ethan(pytester, "init", "layers.py")
    assert result.ret == 0
    result = ethan(pytester, "check", "layers.py")
    assert (result.ret, section(result.outlines)[-1].partition(";")[0]) == (0, "1 layer: 1 pass")


@pytest.mark.parametrize("command", [["check"], ["check", "gone.py"], ["chek"]])
def test_an_empty_folder_gets_no_traceback(pytester, command):
    result = ethan(pytester, *command)
    assert result.ret in (4, 5)
    assert "Traceback" not in result.stdout.str() + result.stderr.str()
