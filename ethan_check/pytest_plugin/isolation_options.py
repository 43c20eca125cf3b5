"""What the command line and the ini file can say of processes of layers' own, and of time limits."""

from __future__ import annotations

from typing import Any

import pytest

__all__ = ["add_isolation_ini_keys", "add_isolation_options"]


def add_isolation_options(group: Any) -> None:
    """The options, in the group of Ethan's."""
    group.addoption(
        "--ethan-isolate",
        action="store_true",
        default=None,
        help="run each layer in a process of its own, so that one that ends its process, or never returns, "
        "is named and stops nothing else; slower",
    )
    group.addoption(
        "--ethan-timeout",
        metavar="SECONDS",
        help="how long a layer may take in all, with --ethan-isolate or -n (default 600; 0 for no limit)",
    )


def add_isolation_ini_keys(parser: pytest.Parser) -> None:
    """The ini keys."""
    parser.addini("ethan_isolate", "whether each layer runs in a process of its own", "string", "")
    parser.addini("ethan_timeout", "seconds that a layer may take in all", "string", "")
