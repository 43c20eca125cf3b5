"""Under pytest-xdist, one worker for all checks of a layer: each worker would find out everything anew."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

__all__ = ["OneWorkerForALayer"]


class OneWorkerForALayer:
    """Registered for runs of layers alone; where test files run as well, they are spread as they always are.

    `-n` spreads single items unless `--dist` says something else, which is then left alone.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        if config.getvalue("dist") != "load":
            return None
        scheduler = import_module("xdist.scheduler")  # It is there: it asks. Its scope is ethan::layer.
        return scheduler.LoadScopeScheduling(config, log)
