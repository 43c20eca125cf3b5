"""Hands the check to Ethan: the target of the entry point `ethan.plugins`."""

from ethan_check import Check, hookimpl
from ethan_example.monotone import Monotone

__all__ = ["ethan_checks"]


@hookimpl
def ethan_checks() -> list[Check]:
    """The checks that this plugin adds."""
    return [Monotone()]
