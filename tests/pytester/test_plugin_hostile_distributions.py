"""Broken distributions: each is one failing item that names it, and everything else runs as without it."""

import pytest
from hostile.distributions import BROKEN, PLUGIN


@pytest.mark.parametrize("kind", ["imported", "named", "plugin"])
def test_each_is_one_failing_item_and_everything_else_runs_as_without(layers, kind):
    broken = [one for one in BROKEN if one.kind == kind]
    for one in broken:
        one.install(layers.path)
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers\n")
    result = layers.run("--ethan-check", "-k", "good or halved or broken")
    text = "\n".join(result.outlines)
    assert "INTERNALERROR" not in text
    assert "Traceback" not in text
    failed = {line.split()[1] for line in result.outlines if line.startswith("FAILED ethan::broken.")}
    assert failed == {f"ethan::broken.{one.name}::load" for one in broken}
    result.assert_outcomes(passed=3, failed=1 + len(broken))
    assert max(map(len, result.outlines)) < 1300  # A path, who, and a first line.
    text.encode()


def test_there_are_enough_of_them():
    assert len({one.name for one in BROKEN}) == len(BROKEN) >= 50


def test_a_check_that_raises_is_named_with_its_distribution(layers):
    layers.module("theirs", PLUGIN.replace('yield Finding(check="theirs", verdict="pass")', "raise Loud"))
    layers.distribution("aaa-checks", "[ethan.plugins]\ntheirs = theirs:plugin\n")
    result = layers.run("--ethan-check", "--ethan-layers=layers:Good", "--ethan-checks=gradient,theirs")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["good.v1: the check theirs of aaa-checks raised Loud (*theirs.py:*"])


CONFIGURATIONS = {
    "no-toml": "[layers",
    "binary": "\x00\x01",
    "deep": "layers = " + "[" * 5000 + "]" * 5000,
    "dotted": "[layers]\n" + ".".join("a" * 300) + " = 1",
    "layers-text": "layers = 'all'",
    "layers-list": "layers = []",
    "layer-number": '[layers]\n"layers:Good" = 7',
    "aliases-number": "aliases = 7",
    "aliases-number-in": "[aliases]\na = 7",
    "baseline-number": "baseline = 7",
    "digits": "layers = " + "9" * 5000,
    "control": '"a\\u0000\\u001b[2J" = 1',
    "key-of-a-table": '[layers."layers:Good"]\n"a\\u001b[2J" = 1',
    "huge": "layers = '" + "x" * 10**6 + "'",
}


OPTIONS = [("-q",), ("--no-header",), ("--collect-only",), ("-q", "--collect-only")]


def hold_to_a_line(result):
    text = "\n".join(result.outlines + result.errlines)
    assert "INTERNALERROR" not in text
    assert "Traceback" not in text
    assert max(map(len, result.errlines + result.outlines)) < 1000
    assert result.ret != 0
    return {line.partition("ERROR: ")[2] or line for line in text.splitlines() if "ethan.toml" in line}


def configured(layers, name):
    (layers.path / "ethan.toml").write_text(CONFIGURATIONS[name], encoding="utf-8")
    (layers.path / "pytest.ini").write_text("[pytest]\nethan_config = ethan.toml\n")


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_that_cannot_be_used_is_one_line(layers, name):
    configured(layers, name)
    lines = hold_to_a_line(layers.run("--ethan-check"))
    assert lines
    if name in ("layer-number", "key-of-a-table", "dotted"):
        return  # That is an item, which is not run when items are collected alone.
    options = OPTIONS[list(CONFIGURATIONS).index(name) % len(OPTIONS)]
    assert hold_to_a_line(layers.run("--ethan-check", *options)) == lines


def test_a_configuration_is_told_by_workers_in_the_same_words(layers):
    pytest.importorskip("xdist")
    configured(layers, "aliases-number-in")
    lines = hold_to_a_line(layers.run("--ethan-check"))
    assert hold_to_a_line(layers.run_apart("--ethan-check", "-n", "1")) >= lines


PARTS = """
from pathlib import Path

Path("imported").touch()


def value(given=2.0):
    Path("called").touch()
    return given
"""
CALLING = """
from pathlib import Path

import numpy as np


class Scale:
    def __init__(self, k=2.0):
        Path("made").touch()
        self.k, self.training = k, True

    def forward(self, x, factor=1.0):
        return factor * self.k * x

    def backward(self, g):
        return self.k * g

    def set(self, k):
        self.k = k


class Switch(Scale):
    def train(self, yes):
        self.training = yes


def cube(x):
    return x**3


def vjp(function, x):
    return function(x), lambda g: 3 * x**2 * g


class Tensor:
    def __init__(self, data):
        self.data, self.grad = data, None

    def __pow__(self, n):
        y = Tensor(self.data**n)
        y.x, y.n = self, n
        return y

    def backward(self, g):
        self.x.grad = self.n * self.x.data ** (self.n - 1) * g
"""
VALUE = '{ import = "parts:value", call = { given = 2.0 } }'
ONE = VALUE.replace("2.0", "1.0")
ARRAY = '{ import = "parts:value", call = { given = { shape = [2, 3] } } }'
TABLES = {
    "init": ("calling:Scale", f'init = {{ k = {VALUE} }}\ninput = "N d"'),
    "inits": ("calling:Scale", f'inits = [{{ k = {VALUE} }}, {{ k = 3.0 }}]\ninput = "N d"'),
    "inside": (
        "calling:Scale",
        f'init = {{ k = {{ import = "parts:value", call = {{ given = {VALUE} }} }} }}',
    ),
    "example": ("calling:Scale", f"init = {{ k = {VALUE} }}\nexample = [{{ shape = [2, 3] }}]"),
    "example-of-theirs": ("calling:Scale", f"example = [{ARRAY}]"),
    "example-in-modes": (
        "calling:Switch",
        'train = { method = "train", training = true, evaluation = false }\nexample = [{ shape = [2, 3] }]',
    ),
    "setup": ("calling:Scale", f'setup = [{{ call = "set", arguments = [{VALUE}] }}]\ninput = "N d"'),
    "setup-value": ("calling:Scale", f'setup = [{{ set = "k", value = {VALUE} }}]\ninput = "N d"'),
    "arguments": (
        "calling:Scale",
        f"arguments = [{{ input = 0 }}, {ONE}]\nexample = [{{ shape = [2, 3] }}]",
    ),
    "function": (
        "calling:Scale",
        'arguments = [{ function = "parts:value", arguments = [{ input = 0 }] }]\ninput = "N d"',
    ),
    "vjp": ("calling:cube", 'vjp = "calling:vjp"\nexample = [{ shape = [2, 3] }]'),
    "tensor": ("calling:cube", f'tensor = "calling:Tensor"\nexample = [{ARRAY}]'),
    "functions": ("calling", 'functions = ["cube"]\nvjp = "calling:vjp"\nexample = [{ shape = [2, 3] }]'),
}


@pytest.mark.parametrize("kind", TABLES)
def test_collecting_alone_imports_layers_and_runs_nothing_that_a_value_names(layers, kind):
    source, lines = TABLES[kind]
    layers.module("parts", PARTS)
    layers.module("calling", CALLING)
    (layers.path / "ethan.toml").write_text(
        f'[layers."{source}"]\nname = "it{{function}}"\n{lines}\n'.replace(
            "{function}", "-{function}" if kind == "functions" else ""
        )
    )
    (layers.path / "pytest.ini").write_text("[pytest]\nethan_config = ethan.toml\n")
    result = layers.run("--ethan-check", f"--ethan-layers={source}", "--collect-only", "-q")
    result.stdout.fnmatch_lines(["ethan::it*.v0::gradient"])
    seen = ("imported", "called", "made")
    assert not [name for name in seen if (layers.path / name).exists()]
    layers.run("--ethan-check", f"--ethan-layers={source}").assert_outcomes(passed=2)
    assert "parts" not in lines or (layers.path / "imported").exists()


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ('"parts:valeu"', "is 'parts:valeu', but there is no 'valeu'; did you mean value?"),
        ('"prats:value"', "is 'prats:value', but there is no module 'prats'"),
        ('"parts:value", call = { gvien = 1.0 }', "call.gvien is no argument: value takes given"),
    ],
)
def test_what_a_value_names_and_is_not_there_is_told_when_it_is_needed(layers, value, line):
    layers.module("parts", PARTS)
    layers.module("calling", CALLING)
    (layers.path / "ethan.toml").write_text(
        f'[layers."calling:Scale"]\ninit = {{ k = {{ import = {value} }} }}\n'
    )
    (layers.path / "pytest.ini").write_text("[pytest]\nethan_config = ethan.toml\n")
    result = layers.run("--ethan-check", "--ethan-layers=calling:Scale")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines([f'*ethan.toml, [[]layers."calling:Scale"]: init.k.*{line}*'])
