"""Plugins are loaded each on its own."""

import pytest

from ethan_check.loading.plugin_loader import PluginLoader, plugin_name
from ethan_core.registry import Registry
from loading.samples import CHECK, point


def plugins(*points):
    return PluginLoader(points, (), ("plain",))


def test_a_plugin_brings_checks(modules):
    modules.write("additional", CHECK.format(name="finite"))
    loader = plugins(point("ethan.plugins", "more", "additional:plugin"))
    assert [check.name for check in loader.checks] == ["finite"]
    assert not loader.errors


def test_two_plugins_with_a_check_of_one_name(modules):
    for name in ("one", "two"):
        modules.write(name, CHECK.format(name="finite"))
    loader = plugins(*(point("ethan.plugins", name, f"{name}:plugin") for name in ("one", "two")))
    assert [check.name for check in loader.checks] == ["finite"]
    (error,) = loader.errors
    assert error.message == (
        "plugin 'two': a check named 'finite' is already brought by one; rename one of them"
    )


@pytest.mark.parametrize(
    ("replaced", "by", "message"),
    [
        ("return [Named()]", "return 1 / 0", "ZeroDivisionError: division by zero (additional.py:13)"),
        ("plugin = ", "1 / 0\nplugin = ", "ZeroDivisionError: division by zero (additional.py:15)"),
        ("[Named()]", "7", "plugin 'more': ethan_checks returned 7, expected a list of checks"),
    ],
)
def test_a_plugin_that_fails_brings_nothing(modules, replaced, by, message):
    modules.write("additional", CHECK.format(name="finite").replace(replaced, by))
    more = point("ethan.plugins", "more", "additional:plugin")
    loader = plugins(more)
    assert [error.message for error in loader.errors] == [message]
    assert (loader.points, loader.checks, loader.manager.get_plugins()) == ([], [], set())


def test_a_plugin_registers_layers_when_it_is_asked(modules):
    modules.write(
        "theirs",
        "from ethan_check import hookimpl\n\n@hookimpl\ndef ethan_register_layers(registry):\n"
        "    registry.register('mine.v1', dict)\n",
    )
    theirs, registry = point("ethan.plugins", "theirs", "theirs"), Registry()
    plugins(theirs).register_layers(theirs, registry)
    assert registry.names() == ("mine.v1",)
    assert plugin_name(theirs) == "theirs"


def test_a_plugin_translates(modules):
    modules.write(
        "bridge",
        "from ethan_check import hookimpl\n\n@hookimpl\ndef ethan_translate(thing):\n"
        "    return [thing] if thing == 'theirs' else None\n",
    )
    modules.write("additional", CHECK.format(name="finite"))
    loader = plugins(
        point("ethan.plugins", "more", "additional:plugin"), point("ethan.plugins", "b", "bridge")
    )
    assert list(loader.translators) == ["b"]
    translate = loader.translators["b"]
    assert translate("theirs", None) == ["theirs"]
    assert translate("ours", (1.0,)) is None


def test_a_plugin_explains_wrong_gradients(modules):
    modules.write(
        "explaining",
        "from ethan_check import hookimpl\n\n@hookimpl\ndef ethan_diagnose(difference, subject):\n"
        "    return [f'{difference} of {subject}']\n",
    )
    loader = plugins(point("ethan.plugins", "a", "explaining"))
    ((name, diagnoser),) = loader.diagnosers.items()
    assert name == "a"
    assert diagnoser("this", "that") == ["this of that"]
