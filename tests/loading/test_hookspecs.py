"""The hooks that plugins may implement."""

import inspect

import pluggy

import ethan_check
from ethan_check.loading import hookspecs


def test_these_hooks_exist_with_these_arguments():
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    hooks = {
        name: list(inspect.signature(getattr(hookspecs, name)).parameters) for name in vars(manager.hook)
    }
    assert hooks == {
        "ethan_adapters": [],
        "ethan_checks": [],
        "ethan_diagnose": ["difference", "subject"],
        "ethan_register_layers": ["registry"],
        "ethan_translate": ["thing", "inputs"],
    }


def test_the_marker_is_public():
    assert ethan_check.hookimpl is hookspecs.hookimpl
