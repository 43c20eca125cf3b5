"""What a layer's own code raised, as one line for its author."""

from __future__ import annotations

import sysconfig
import traceback

__all__ = ["LayerFault", "fault_of"]


class LayerFault(Exception):
    """The layer itself went wrong; the text is one line for its author.

    Attributes:
        stage: the call that went wrong, such as `backward`; empty when it is not known.
    """

    def __init__(self, message: str, stage: str = "") -> None:
        super().__init__(message)
        self.stage = stage


_STANDARD = sysconfig.get_path("stdlib")


def _is_library(file: str) -> bool:
    """Whether a file is Python's own or numpy's, where no mistake of a layer is to be looked for."""
    return "site-packages/numpy/" in file or (file.startswith(_STANDARD) and "site-packages" not in file)


def fault_of(stage: str, error: BaseException) -> LayerFault:
    """Say in one line what a call of the layer's own code raised, and where.

    >>> str(fault_of("forward", ValueError("no")))
    'forward raised ValueError: no'
    """
    text = _text_of(error).strip().splitlines()
    what = f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if "ethan_check" not in frame.filename]
    own = [frame for frame in theirs if not _is_library(frame.filename)]
    place = (own or theirs)[-1] if theirs else None
    where = f" ({place.filename}:{place.lineno})" if place else ""
    return LayerFault(f"{stage} raised {what}{where}", stage)


def _text_of(error: BaseException) -> str:
    """What an exception says; nothing where its own code raises instead."""
    try:
        return str(error)
    except Exception:
        return ""
