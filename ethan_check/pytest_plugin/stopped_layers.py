"""What is said of a layer that has ended its process, or did not return: how, where, and what to do."""

from __future__ import annotations

from ethan_check.isolation.layer_stopped import LayerStopped

__all__ = ["stopped_message", "timeout_message"]

_IF_ENDED = "nothing can catch this: look for os._exit, a signal, a crash in compiled code, too little memory"
_IF_LATE = "if it is slow and does not hang, give it more time: --ethan-timeout=SECONDS"


def stopped_message(layer: str, check: str, stopped: LayerStopped, again: str) -> str:
    """What an item says whose layer has been stopped in a process of its own.

    Args:
        check: whose item it is.
        again: the command that asks the same.

    >>> print(stopped_message("a.v1", "gradient", LayerStopped("did not return", is_late=True), "pytest"))
    a.v1: did not return, while it was asked for gradient
    if it is slow and does not hang, give it more time: --ethan-timeout=SECONDS
    see it again: pytest --ethan-isolate
    """
    return "\n".join(
        [
            f"{layer}: {stopped}, while it was asked for {check}",
            _IF_LATE if stopped.is_late else _IF_ENDED,
            f"see it again: {again} --ethan-isolate",
        ]
    )


def timeout_message(layer: str, error: BaseException) -> str:
    """What an item says that pytest-timeout has stopped."""
    from ethan_check.loading.load_error import location_of

    where = getattr(error, "ethan_where", "") or location_of(error, whole_path=True)
    return f"{layer}: did not return within the time limit{where}\n{error}"
