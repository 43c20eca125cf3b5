"""Broken distributions: each is one failing item that names it, and everything else runs as without it."""

import pytest

PLUGIN = """
from ethan_check import Finding, hookimpl

class Check:
    name = "theirs"
    def run(self, subject, rng):
        yield Finding(check="theirs", verdict="pass")

class Own(BaseException):
    pass

class Loud(Exception):
    def __str__(self):
        raise Own

class Plugin:
    @hookimpl
    def ethan_checks(self):
        return [Check()]

plugin = Plugin()
"""

MODULES = {
    "raises": "raise ValueError('no')",
    "raises-its-own": "class Own(BaseException): pass\nraise Own('no')",
    "raises-loudly": "class Loud(Exception):\n    def __str__(self): raise SystemExit\nraise Loud",
    "exits": "import sys; sys.exit(0)",
    "stops": "raise GeneratorExit",
    "interrupts": "raise KeyboardInterrupt",
    "skips": "import pytest; pytest.skip('me', allow_module_level=True)",
    "surrogate": "raise ValueError('\\ud800 and \\x1b[2J')",
    "syntax": "def",
    "recurses": "def f(): f()\nf()",
    "imports-nothing": "import no_such_module_of_theirs",
    "empty": "",
}
VALUES = {
    "unparsable": "this is no module",
    "dashes": "--",
    "dots": "...",
    "colon": ":",
    "missing": "no_such_module_at_all:x",
    "attribute": "json:no_such_attribute",
    "number": "math:pi",
}
PLUGINS = {
    "checks-raise": ("[Check()]", "1 / 0"),
    "checks-exit": ("return [Check()]", "raise SystemExit"),
    "checks-own": ("return [Check()]", "raise Own"),
    "checks-loud": ("return [Check()]", "raise Loud"),
    "checks-number": ("[Check()]", "7"),
    "checks-text": ("[Check()]", "'theirs'"),
    "checks-class": ("[Check()]", "[Check]"),
    "checks-none-in": ("[Check()]", "[None]"),
    "check-name-number": ('name = "theirs"', "name = 7"),
    "check-name-odd": ('name = "theirs"', 'name = "their check"'),
    "check-name-taken": ('name = "theirs"', 'name = "shapes"'),
    "check-name-raises": ('name = "theirs"', "@property\n    def name(self): raise Own"),
    "hook-misspelt": ("ethan_checks", "ethan_chekcs"),
    "no-plugin": ("plugin = Plugin()", "plugin = 7"),
    "class": ("plugin = Plugin()", "plugin = Plugin"),
    "adapters-raise": (
        "    def ethan_checks(self):\n        return [Check()]",
        "    def ethan_adapters(self): raise Own",
    ),
}


def judge(layers, name, group, value):
    layers.distribution(f"aaa-{name}", f"[{group}]\ntheirs = {value}\n")
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers\n")
    result = layers.run("--ethan-check", "-k", "good or halved or broken")
    text = "\n".join(result.outlines)
    assert "INTERNALERROR" not in text
    assert "Traceback" not in text
    assert f"FAILED ethan::broken.aaa-{name}::load" in text
    result.assert_outcomes(passed=3, failed=2)
    text.encode()
    return result


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("group", ["ethan.layers", "ethan.plugins"])
def test_a_module_that_goes_wrong_when_it_is_imported(layers, name, group):
    module = f"theirs_{name.replace('-', '_')}"
    layers.module(module, MODULES[name])
    judge(layers, name, group, module)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("group", ["ethan.layers", "ethan.plugins"])
def test_a_value_that_names_nothing(layers, name, group):
    judge(layers, name, group, VALUES[name])


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_that_goes_wrong(layers, name):
    module = f"theirs_{name.replace('-', '_')}"
    layers.module(module, PLUGIN.replace(*PLUGINS[name]))
    judge(layers, name, "ethan.plugins", f"{module}:plugin")


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


@pytest.mark.parametrize("options", [(), ("-q",), ("--no-header",)], ids=" ".join)
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_that_cannot_be_used_is_one_line(layers, name, options):
    (layers.path / "ethan.toml").write_text(CONFIGURATIONS[name], encoding="utf-8")
    (layers.path / "pytest.ini").write_text("[pytest]\nethan_config = ethan.toml\n")
    result = layers.run("--ethan-check", *options)
    text = "\n".join(result.outlines + result.errlines)
    assert "INTERNALERROR" not in text
    assert "Traceback" not in text
    assert "ethan.toml" in text
    assert max(map(len, result.errlines + result.outlines)) < 1000
    assert result.ret != 0
