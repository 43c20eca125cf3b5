"""A plugin is validated before any of it counts."""

import itertools
from fnmatch import fnmatch

import pytest

from ethan_check.loading.hookspecs import hookimpl
from ethan_check.loading.plugin_validation import require_adapters, require_checks, require_plugin
from ethan_core.errors import RegistrationError


class Named:
    points = 1

    def __init__(self, name="finite"):
        self.name = name

    def run(self, subject, rng): ...


class Plugin:
    @hookimpl
    def ethan_checks(self): ...


class Misspelt:
    @hookimpl
    def ethan_chekcs(self): ...


class Unmarked:
    def ethan_checks(self): ...


class Asking:
    @hookimpl
    def ethan_checks(self, layers): ...


class Optional(Plugin):
    @hookimpl(optionalhook=True)
    def ethan_of_tomorrow(self): ...


class Renamed:
    @hookimpl(specname="ethan_checks")
    def checks(self): ...


def message(call, *arguments):
    with pytest.raises(RegistrationError) as caught:
        call(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("plugin", [Plugin(), Optional(), Renamed()])
def test_hooks_that_exist_are_taken(plugin):
    require_plugin(plugin, "mine")


@pytest.mark.parametrize(
    ("plugin", "text"),
    [
        (Misspelt(), "no hook is called ethan_chekcs; did you mean ethan_checks?"),
        (Unmarked(), "ethan_checks is not marked with @ethan_check.hookimpl, so it would never run"),
        (Asking(), "ethan_checks asks for layers, but the hook hands over no argument"),
        (
            Plugin,
            "Plugin is a class; expected an object with hook implementations, so let the entry point name "
            "an instance or a module",
        ),
        (
            object(),
            "it implements no hook; expected one of ethan_adapters, ethan_checks, ethan_diagnose, "
            "ethan_register_layers, ethan_translate",
        ),
    ],
)
def test_what_is_no_plugin(plugin, text):
    assert message(require_plugin, plugin, "mine") == f"plugin 'mine': {text}"


def test_checks_are_kept_in_their_order():
    one, two = Named("b"), Named("a")
    assert require_checks([one, two], "mine", {}) == (one, two)
    assert require_checks(None, "mine", {}) == ()
    assert require_adapters(None, "mine", {}) == ()


@pytest.mark.parametrize(
    ("checks", "text"),
    [
        ([Named], "ethan_checks returned the class Named itself, expected an object with name, points and *"),
        ([3], "ethan_checks returned 3, expected an object with name, points and run(subject, rng)"),
        (7, "ethan_checks returned 7, expected a list of checks"),
        ("ab", "ethan_checks returned 'ab', expected a list of checks"),
        ([Named("Is finite")], "a check is named 'Is finite', expected lower-case letters, *"),
        (
            [Named("gradient")],
            "a check named 'gradient' is already brought by ethan-check; rename one of them",
        ),
        ([Named(), Named()], "a check named 'finite' is already brought by mine; rename one of them"),
    ],
)
def test_what_is_no_check(checks, text):
    found = message(require_checks, checks, "mine", {"gradient": "ethan-check"})
    assert fnmatch(found, f"plugin 'mine': {text}"), found


def test_what_is_no_adapter():
    found = message(require_adapters, [object()], "mine", {})
    assert "expected an object with the attributes of ethan_check.Adapter" in found
    assert message(require_adapters, 3, "mine", {}).endswith(
        "ethan_adapters returned 3, expected a list of adapters"
    )


def test_what_a_hook_returns_without_end_is_not_gone_through():
    with pytest.raises(RegistrationError, match="'theirs': ethan_checks returned more than 1000 objects"):
        require_checks(itertools.repeat(Named()), "theirs", {})
