"""A process is copied only where a copy works."""

import pytest

from ethan_check.isolation.start_method import start_method


def test_a_plain_process_is_copied_where_the_system_can(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["fork", "spawn"])
    assert start_method((), threads=1) == "fork"
    assert start_method((), threads=2) == "spawn"


@pytest.mark.parametrize("package", ["torch", "jax", "tensorflow", "cupy"])
def test_no_copy_of_what_keeps_threads(package):
    assert start_method({package}, threads=1) == "spawn"


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_no_copy_elsewhere(system, monkeypatch):
    monkeypatch.setattr("sys.platform", system)
    assert start_method((), threads=1) == "spawn"
