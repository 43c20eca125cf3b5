"""Layers and plugins of installed distributions, whole and broken."""

import pytest

CHECK = """
from ethan_check import Finding, hookimpl

class Named:
    name = "{name}"
    points = 1
    def run(self, subject, rng):
        yield Finding(check=self.name, verdict="pass")

class Plugin:
    @hookimpl
    def ethan_checks(self):
        return [Named()]

plugin = Plugin()
"""


def installed(project, *arguments):
    """Run what is installed, except for the reference layers."""
    return project.run("--ethan-check", "-k", "not (" + " or ".join(OWN) + ")", *arguments)


OWN = ["fn", "net", "cross_entropy", "relu", "gelu", "sigmoid", "softmax", "mse", "mlp", "dropout", "flatten"]
OWN += ["conv2d", "max_pool2d", "sequential"]


def test_a_module_registers_when_it_is_imported(layers):
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers\n")
    installed(layers).assert_outcomes(passed=3, failed=1)


def test_a_function_is_handed_a_registry(layers):
    source = (layers.path / "layers.py").read_text().replace("@register", "#")
    source += "\n\ndef offer(registry):\n    registry.register('good.v1', Good)\n"
    layers.module("theirs", source)
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = theirs:offer\n")
    installed(layers).assert_outcomes(passed=2)


def test_a_class_is_taken_as_it_is(layers):
    layers.module("theirs", (layers.path / "layers.py").read_text().replace("@register", "#"))
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = theirs:Halved\n")
    result = installed(layers)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["halved.v0 *fail*"])


def test_a_class_that_is_registered_keeps_its_name(layers):
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers:Halved\n")
    assert [item for item in layers.items("--ethan-check") if ".v0" in item] == []


def test_the_entry_points_of_one_distribution_can_be_named(layers):
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers\n")
    assert len(layers.items("--ethan-check", "--ethan-layers=layers")) == 4
    layers.module("mine", (layers.path / "layers.py").read_text().replace("v1", "v2"))
    items = layers.items("--ethan-check", "--ethan-layers=mine")
    assert [item for item in items if ".v1" in item] == []


def test_a_broken_entry_point_is_a_failing_item_that_names_its_distribution(layers):
    layers.module("dividing", "\n\n1 / 0\n")
    layers.distribution("aaa-broken", "[ethan.layers]\ntheirs = dividing\n")
    layers.distribution("their-layers", "[ethan.layers]\ntheirs = layers\n")
    result = installed(layers)
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "aaa-broken: entry point 'theirs' of group 'ethan.layers': "
            "ZeroDivisionError: division by zero (dividing.py:3)",
            "FAILED ethan::broken.aaa-broken::load*",
        ]
    )


def test_two_broken_entry_points_of_one_distribution_share_an_item(project):
    project.distribution("aaa-broken", "[ethan.layers]\none = nowhere\ntwo = neverwhere:x\n")
    result = installed(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["aaa-broken: entry point 'one' *nowhere*", "aaa-broken: entry point 'two' *neverwhere*"]
    )


def test_an_additional_check_runs_on_every_layer(layers):
    layers.module("additional", CHECK.format(name="finite"))
    layers.distribution("more-checks", "[ethan.plugins]\nmore = additional:plugin\n")
    items = layers.items("--ethan-check", "--ethan-layers=layers", "--ethan-checks=finite")
    assert items == ["ethan::good.v1::finite", "ethan::halved.v1::finite"]


@pytest.mark.parametrize(
    ("source", "attribute", "message"),
    [
        (
            CHECK.format(name="x").replace("ethan_checks", "ethan_chekcs"),
            "plugin",
            "no hook is called ethan_chekcs; did you mean ethan_checks?",
        ),
        (CHECK.format(name="x"), "Plugin", "Plugin is a class; expected an object with *"),
        (CHECK.format(name="gradient"), "plugin", "a check named 'gradient' is already brought by ethan-*"),
    ],
)
def test_a_plugin_is_held_against_the_hooks_before_any_of_it_counts(layers, source, attribute, message):
    layers.module("additional", source)
    layers.distribution("more-checks", f"[ethan.plugins]\nmore = additional:{attribute}\n")
    result = layers.run("--ethan-check", "--ethan-layers=layers:Good")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "more-checks: entry point 'more' of group 'ethan.plugins': plugin 'more-checks:more': " + message,
            "FAILED ethan::broken.more-checks::load*",
        ]
    )


def test_a_plugin_registers_layers(layers):
    source = (layers.path / "layers.py").read_text().replace("@register", "#")
    source += (
        "\n\nfrom ethan_check import hookimpl\n\n"
        "@hookimpl\ndef ethan_register_layers(registry):\n    registry.register('good.v1', Good)\n"
    )
    layers.module("theirs", source)
    layers.distribution("their-layers", "[ethan.plugins]\ntheirs = theirs\n")
    installed(layers).assert_outcomes(passed=2)
    assert len(layers.items("--ethan-check", "--ethan-layers=theirs")) == 2
