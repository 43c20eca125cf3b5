"""Verify hand-written gradients.

>>> import numpy as np
>>> from ethan_check import check_layer
>>> from ethan_core.net import Mlp
>>> check_layer(Mlp(3, 2), inputs=(np.ones((4, 3)),)).verdict
'pass'

Everything public is here; it is imported on first use, so that an installed but unused pytest plugin
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethan_check.api import check_function, check_layer, layer_checks, parametrize_with_checks
    from ethan_check.cases.strategies import case_strategy
    from ethan_check.checks.base import Check, DoesNotApply
    from ethan_check.loading.hookspecs import hookimpl
    from ethan_check.result import Finding, Report
    from ethan_check.subject.conventions.adapter import Adapter, Gradients
    from ethan_check.subject.subject import Subject
    from ethan_check.subject.translation import Translation
    from ethan_core.case import Case

_HOMES = {
    "Adapter": "ethan_check.subject.conventions.adapter",
    "Case": "ethan_core.case",
    "Check": "ethan_check.checks.base",
    "DoesNotApply": "ethan_check.checks.base",
    "Finding": "ethan_check.result",
    "Gradients": "ethan_check.subject.conventions.adapter",
    "Report": "ethan_check.result",
    "Subject": "ethan_check.subject.subject",
    "Translation": "ethan_check.subject.translation",
    "case_strategy": "ethan_check.cases.strategies",
    "check_function": "ethan_check.api",
    "check_layer": "ethan_check.api",
    "hookimpl": "ethan_check.loading.hookspecs",
    "layer_checks": "ethan_check.api",
    "parametrize_with_checks": "ethan_check.api",
}

__all__ = [
    "Adapter",
    "Case",
    "Check",
    "DoesNotApply",
    "Finding",
    "Gradients",
    "Report",
    "Subject",
    "Translation",
    "case_strategy",
    "check_function",
    "check_layer",
    "hookimpl",
    "layer_checks",
    "parametrize_with_checks",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ethan_check' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
