"""What is said of a layer that was stopped."""

import pytest

from ethan_check.isolation.layer_stopped import LayerStopped
from ethan_check.pytest_plugin.stopped_layers import stopped_message, timeout_message


def test_one_that_ended_its_process():
    text = stopped_message("a.v1", "gradient", LayerStopped("ended it", is_late=False), "pytest a")
    assert text.splitlines()[0] == "a.v1: ended it, while it was asked for gradient"
    assert "os._exit" in text
    assert text.endswith("see it again: pytest a --ethan-isolate")


def test_one_that_did_not_return():
    text = stopped_message("a.v1", "gradient", LayerStopped("is late", is_late=True), "pytest a")
    assert "--ethan-timeout=SECONDS" in text


def test_one_that_pytest_timeout_has_stopped():
    error = pytest.fail.Exception("Timeout (>1.0s) from pytest-timeout.")
    assert timeout_message("a.v1", error).startswith("a.v1: did not return within the time limit\n")
    error.ethan_where = " in forward (layers.py:3)"
    first = timeout_message("a.v1", error).splitlines()[0]
    assert first == "a.v1: did not return within the time limit in forward (layers.py:3)"
