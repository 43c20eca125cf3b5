"""The pytest plugin: `pytest --ethan-check`.

This module and those that it imports need the standard library and pytest alone, so that an installed but
unused plugin costs nothing; whatever is heavier is imported inside of functions.
"""

from __future__ import annotations

from ethan_check.pytest_plugin.collection import (
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_make_collect_report,
)
from ethan_check.pytest_plugin.fixtures import (
    ethan_checker,
    ethan_layer,
    ethan_registry,
    pytest_generate_tests,
)
from ethan_check.pytest_plugin.items import pytest_runtest_makereport
from ethan_check.pytest_plugin.options import pytest_addoption, pytest_load_initial_conftests
from ethan_check.pytest_plugin.plugin import pytest_configure, pytest_report_header

__all__ = [
    "ethan_checker",
    "ethan_layer",
    "ethan_registry",
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "pytest_load_initial_conftests",
    "pytest_make_collect_report",
    "pytest_report_header",
    "pytest_runtest_makereport",
]
