"""What switches Ethan on for a run."""

import ethan_check.pytest_plugin as entry
from ethan_check.pytest_plugin.plugin import _abbreviate, pytest_report_header


def registered(project, *arguments):
    config = project.parseconfigure(*arguments)
    assert any(line.startswith("ethan:") for line in config.getini("markers"))
    return {name for name in ("ethan-only", "ethan-summary") if config.pluginmanager.has_plugin(name)}


def test_what_is_registered_depends_on_what_is_asked_for(project):
    assert registered(project) == set()
    assert registered(project, "--ethan-check") == {"ethan-summary"}
    assert registered(project, "--ethan-only") == {"ethan-only", "ethan-summary"}


def test_the_header_names_the_layers_and_the_seed(project):
    assert pytest_report_header(project.parseconfig()) is None
    config = project.parseconfigure("--ethan-check", "--ethan-layers=a,b", "--ethan-seed=3")
    assert pytest_report_header(config) == "ethan: layers: a, b; seed: 3"
    config = project.parseconfigure("--ethan-check")
    assert pytest_report_header(config) == "ethan: layers: all that are installed; seed: 0"


def test_only_the_first_few_layers_are_named():
    assert _abbreviate(("a",) * 5) == "a, a, a, a, a"
    assert _abbreviate(("a",) * 8) == "a, a, a, a, a and 3 more"


def test_every_hook_of_the_plugin_is_in_the_entry_module():
    assert {name for name in vars(entry) if name.startswith("pytest_")} == {
        name for name in entry.__all__ if name.startswith("pytest_")
    }
