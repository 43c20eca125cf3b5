"""Fixtures for tests of layers that people write themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.options import settings_of
from ethan_check.pytest_plugin.run_state import loaded_layers

if TYPE_CHECKING:
    from ethan_check.result import Report
    from ethan_core.registry import Entry, Registry

__all__ = ["ethan_checker", "ethan_layer", "ethan_registry", "pytest_generate_tests"]


@pytest.fixture(scope="session")
def ethan_registry(pytestconfig: pytest.Config) -> Registry:
    """The layers that this run knows, by name."""
    return loaded_layers(pytestconfig).registry


@pytest.fixture
def ethan_checker(pytestconfig: pytest.Config) -> Callable[..., Report]:
    """Check a layer or a registry entry with the run's seed; the test fails with the report's message.

    It takes what `ethan_check.check_layer` takes and returns the Report.
    """

    def check(layer: Any, *arguments: Any, **details: Any) -> Report:
        from ethan_check.engine.entries import check_entry
        from ethan_check.engine.verify import check_layer
        from ethan_core.registry import Entry

        __tracebackhide__ = True
        loaded = loaded_layers(pytestconfig)
        details = {
            "seed": settings_of(pytestconfig).seed,
            "available": loaded.checks,
            "adapters": loaded.adapters,
            "translators": loaded.translators,
            **details,
        }
        if isinstance(layer, Entry):
            report = check_entry(layer, *arguments, **details)
        else:
            report = check_layer(layer, *arguments, **details)
        if report.verdict != "pass":
            pytest.fail(str(report), pytrace=False)
        return report

    return check


@pytest.fixture
def ethan_layer(request: pytest.FixtureRequest) -> Entry:
    """Each layer that this run knows, one after the other, as its registry entry."""
    from ethan_check.loading.manager import LoadError

    if isinstance(request.param, LoadError):
        pytest.fail(str(request.param), pytrace=False)
    entry: Entry = request.param
    return entry


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "ethan_layer" not in metafunc.fixturenames:
        return
    loaded = loaded_layers(metafunc.config)
    errors = {f"broken.{error.label}": error for error in (*loaded.broken, *loaded.empty)}
    layers = {**{entry.name: entry for entry in loaded.registry}, **errors}
    if not layers:
        from ethan_check.pytest_plugin.nothing_judged import HOW_TO_REGISTER

        raise pytest.UsageError(f"ethan_layer: no layer found: {HOW_TO_REGISTER}")
    metafunc.parametrize("ethan_layer", list(layers.values()), ids=list(layers), indirect=True)
