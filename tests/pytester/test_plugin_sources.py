"""Which layers a run judges: those that are named, or all that are installed."""

from fnmatch import fnmatch

import pytest


def names(project, *arguments):
    """The layers of a run, in its order."""
    items = project.items("--ethan-check", "--ethan-checks=shapes", *arguments)
    return [item.split("::")[1] for item in items]


def test_without_a_name_everything_installed_and_registered_is_judged(layers):
    layers.module("conftest", "import layers")
    layers.module("theirs", (layers.path / "layers.py").read_text().replace("v1", "v2"))
    layers.distribution("theirs", "[ethan.layers]\nlayers = theirs\n")
    assert names(layers) == ["good.v1", "good.v2", "halved.v1", "halved.v2"]


def test_a_name_leaves_the_layers_of_other_distributions_out(layers):
    layers.module("conftest", "import ethan_core.net")
    assert names(layers, "--ethan-layers=layers") == ["good.v1", "halved.v1"]


def test_what_a_conftest_registers_is_judged_beside_what_is_configured_and_not_beside_what_is_named(layers):
    layers.module("conftest", (layers.path / "layers.py").read_text().replace("halved.v1", "own.v1"))
    layers.module("others", (layers.path / "layers.py").read_text().replace("good.v1", "better.v1"))
    assert names(layers, "--ethan-layers=others") == ["better.v1", "halved.v1"]
    layers.pytester.makeini("[pytest]\nethan_layers = others:Good\n")
    assert names(layers) == ["better.v1", "good.v1", "own.v1"]


def test_what_a_test_module_registers_is_judged(layers):
    layers.pytester.makeini("[pytest]\nethan_layers = ethan_core.fn.relu\n")
    source = (layers.path / "layers.py").read_text()
    layers.pytester.makepyfile(test_mine=source + "\n\ndef test_it(): pass\n")
    assert names(layers, "--ethan-only") == ["relu.v1"]
    found = [item for item in layers.items("--ethan-check", "--ethan-checks=shapes") if "ethan::" in item]
    assert found == [f"ethan::{name}::shapes" for name in ("good.v1", "halved.v1", "relu.v1")]


@pytest.mark.parametrize("source", ["ethan_core", "ethan_core.reference"])
def test_the_reference_layers_can_be_named(project, source):
    found = names(project, f"--ethan-layers={source}")
    assert {"relu.v1", "mlp.v1", "conv2d.v1"} <= set(found)


def test_a_part_of_a_package_leaves_the_rest_of_it_out(project):
    assert names(project, "--ethan-layers=ethan_core.fn.relu") == ["relu.v1"]
    assert names(project, "--ethan-layers=ethan_core.fn:Relu,ethan_core.net:Mlp") == ["mlp.v1", "relu.v1"]


def test_one_layer_of_a_module_by_class_or_by_registered_name(layers):
    assert names(layers, "--ethan-layers=layers:Halved") == ["halved.v1"]
    assert names(layers, "--ethan-layers=layers:good.v1") == ["good.v1"]


def test_one_layer_of_a_module_that_a_conftest_has_imported(layers):
    layers.module("conftest", "import layers")
    assert names(layers, "--ethan-layers=layers:Halved") == ["halved.v1"]


def test_the_option_repeats_takes_lists_and_overrides_the_ini_key(layers):
    layers.module("others", (layers.path / "layers.py").read_text().replace("v1", "v2"))
    layers.pytester.makeini("[pytest]\nethan_layers =\n    layers\n    others:Good\n")
    assert names(layers) == ["good.v1", "good.v2", "halved.v1"]
    assert names(layers, "--ethan-layers=others") == ["good.v2", "halved.v2"]
    assert names(layers, "--ethan-layers=others:Good, layers:Good") == ["good.v1", "good.v2"]
    assert names(layers, "--ethan-layers=others:Good", "--ethan-layers=layers:Good") == ["good.v1", "good.v2"]


UNREGISTERED = """
import abc
from typing import Protocol

import numpy as np
from ethan_core import Contract


class AnyLayer(Protocol):
    def forward(self, x): ...
    def backward(self, g): ...


class Negate:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        return -X

    def backward(self, dL_dY):
        return -dL_dY


class Base(abc.ABC):
    @abc.abstractmethod
    def forward(self, X): ...
    def backward(self, dL_dY): ...


class Scale(Negate):
    def __init__(self, factor, offset=0):
        self.factor = factor


class Helper:
    pass
"""


def test_a_module_that_registers_nothing_offers_its_classes_and_says_what_it_left_out(project):
    project.module("plain", UNREGISTERED)
    result = project.run("--ethan-check", "--ethan-layers=plain")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "plain:Scale: plain.Scale cannot be constructed without factor",
            "put this into pyproject.toml and fill it in:",
            '[[]tool.ethan.layers."plain:Scale"[]]',
            "# init.factor = ...",
            "# init.offset = 0",
            '# input = "N ..."',
            "negate.v0 *pass*",
            "broken.plain:Scale  not loaded",
            "1 layer: 1 pass; 2 checks: 2 pass; 1 not loaded; 1 base class",
            "ethan init plain  writes the table that they need into pyproject.toml",
        ]
    )
    result.stdout.no_fnmatch_line("*Helper*")
    result.stdout.no_fnmatch_line("*AnyLayer*")


def test_classes_of_one_name_in_two_modules_keep_apart(project):
    project.module("one", UNREGISTERED)
    project.module("two", UNREGISTERED)
    assert names(project, "--ethan-layers=one:Negate,two:Negate") == ["negate.v0", "two.negate.v0"]


def test_an_unregistered_class_can_be_named(project):
    project.module("package.plain", UNREGISTERED)
    assert names(project, "--ethan-layers=package.plain:Negate") == ["negate.v0"]


def only_line(project, *arguments):
    """The single message of a run in which one source is broken."""
    result = project.run("--ethan-check", *arguments)
    result.assert_outcomes(failed=1)
    start = next(number for number, line in enumerate(result.outlines) if "FAILURES" in line)
    assert result.outlines[start + 3].strip("=") == " ethan " or "fill it in:" in result.outlines[start + 3]
    return result.outlines[start + 2]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("layrs", "layrs: there is no module 'layrs'; did you mean layers?"),
        ("package.plain:Scale", "package.plain:Scale: package.plain.Scale cannot be constructed without *"),
        ("dividing", "dividing: ZeroDivisionError: division by zero (dividing.py:3)"),
    ],
)
def test_a_source_that_cannot_be_used_fails_with_one_line(layers, source, message):
    layers.module("package.plain", UNREGISTERED)
    layers.module("dividing", "x = 1\n\ny = x / 0\n")
    line = only_line(layers, f"--ethan-layers={source}")
    assert fnmatch(line, message), line


def test_a_broken_source_lets_the_others_run(layers):
    layers.module("dividing", "1 / 0")
    result = layers.run("--ethan-check", "--ethan-layers=dividing,layers:Good")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["broken.dividing  not loaded", "*; 1 not loaded", "FAILED ethan::broken.dividing::load*"]
    )


def test_no_layer_at_all_says_how_to_name_one_and_ends_with_five(project):
    project.module("bare", "x = 1")
    project.module("package.__init__", "")
    project.module("package.inner", "")
    result = project.run("--ethan-check", "--ethan-layers=bare,package")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(
        [
            "nothing was judged: module 'bare' registers no layer and defines none; "
            "package 'package' registers no layer and defines none",
            "name a file, a package or a layer, as in: ethan check layers.py; or register layers with *",
        ]
    )


def test_a_module_without_layers_beside_others_fails(layers):
    layers.module("bare", "x = 1")
    layers.run("--ethan-check", "--ethan-layers=bare,layers:Good").assert_outcomes(passed=2, failed=1)
