"""Known failures that more than one layer has."""

from ethan_check.checks import builtin_checks

__all__ = ["DRAWS_GLOBALLY", "everything"]

DRAWS_GLOBALLY = {"determinism": "dropout draws from numpy's global generator"}


def everything(reason):
    """No check can run: the layer raises wherever it is used."""
    return {check.name: reason for check in builtin_checks()}
