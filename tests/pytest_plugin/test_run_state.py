"""What a run has loaded."""

import sys
from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.run_state import (
    configuration_of,
    loaded_layers,
    loaded_layers_or_none,
    send_to_controller,
    sources_of,
)
from ethan_core.registry import register
from pytest_plugin.stand_ins import Square

TABLE = '[tool.ethan.layers."ethan_core.fn.relu:Relu"]\n'


def test_layers_are_loaded_once_and_again_when_others_are_registered(project):
    config = project.parseconfigure("--ethan-check", "--ethan-layers=ethan_core.fn.relu")
    assert loaded_layers_or_none(config) is None
    first = loaded_layers(config)
    assert first.registry.names() == ("relu.v1",)
    assert loaded_layers(config) is loaded_layers_or_none(config) is first
    register("mine.v1", Square)
    assert loaded_layers(config).registry.names() == ("relu.v1",)
    config = project.parseconfigure("--ethan-check")
    assert loaded_layers(config).registry.names() == ("mine.v1",)
    register("yours.v1", Square)
    assert loaded_layers(config).registry.names() == ("mine.v1", "yours.v1")


def test_sources_are_those_of_the_option_or_else_of_ini_key_and_file(project):
    project.makepyprojecttoml(TABLE)
    project.makeini("[pytest]\nethan_layers = ethan_core.fn.gelu\n")
    config = project.parseconfigure("--ethan-check")
    assert sources_of(config) == ("ethan_core.fn.gelu", "ethan_core.fn.relu:Relu")
    config = project.parseconfigure("--ethan-check", "--ethan-layers=a")
    assert sources_of(config) == ("a",)


def test_the_project_can_be_imported_until_the_run_is_over(project, monkeypatch):
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry != str(project.path)])
    config = project.parseconfigure("--ethan-check", "--ethan-layers=ethan_core.fn.relu")
    loaded_layers(config)
    assert sys.path[-1] == str(project.path)
    config._ensure_unconfigure()
    assert str(project.path) not in sys.path


def test_the_file_is_read_once_and_its_aliases_go_with_the_run(project):
    import math

    project.makepyprojecttoml('[tool.ethan.aliases]\n"math.third" = "math.pi"\n')
    config = project.parseconfigure("--ethan-check")
    assert configuration_of(config) is configuration_of(config)
    assert math.third == math.pi
    config._ensure_unconfigure()
    assert not hasattr(math, "third")


def test_a_file_that_cannot_be_used_is_a_usage_error(project):
    project.makeini("[pytest]\nethan_config = ethan.toml\n")
    config = project.parseconfigure()  # who does not ask for Ethan is not bothered
    with pytest.raises(pytest.UsageError, match=r"ethan: ethan\.toml: cannot be read"):
        configuration_of(config)


def test_only_a_worker_sends_to_the_controller():
    worker = SimpleNamespace(workeroutput={})
    send_to_controller(worker, "name", 3)
    assert worker.workeroutput == {"name": 3}
    send_to_controller(SimpleNamespace(), "name", 3)
