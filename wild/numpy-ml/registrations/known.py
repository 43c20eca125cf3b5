"""Known failures that more than one layer has."""

from ethan_check.checks import builtin_checks

__all__ = ["DRAWS_GLOBALLY", "PILES_UP", "everything"]

PILES_UP = {
    "state": "a convention: every forward is kept until flush_gradients(), and a single cotangent belongs "
    "to the oldest of them"
}
DRAWS_GLOBALLY = {"determinism": "dropout draws from numpy's global generator"}


def everything(reason):
    """No check can run: the layer raises wherever it is used."""
    return {check.name: reason for check in builtin_checks()}
