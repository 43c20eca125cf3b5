"""What a program raises, with the place in its author's code and not in jax's or in this boundary."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import jax

import ethan_check
from ethan_check.subject.execution.faults import LayerFault, in_words

__all__ = ["told"]

_OURS = tuple(
    str(Path(str(file)).resolve().parent) for file in (jax.__file__, ethan_check.__file__, __file__)
)
_STANDARD = sysconfig.get_path("stdlib")


@contextmanager
def told(stage: str) -> Iterator[None]:
    """Inside runs a program's code.

    Raises:
        LayerFault: it raised something; jax's frames are left out, and where no others are there, the place
            is that of the operation that jax was transforming.

    >>> with told("forward"): raise ValueError("no")
    Traceback (most recent call last):
        ...
    ethan_check.subject.execution.faults.LayerFault: forward raised ValueError: no...
    """
    try:
        yield
    except LayerFault:
        raise
    except Exception as error:
        cause = error.__cause__
        places = list(_places(error.__traceback__)) or list(_places(cause.__traceback__ if cause else None))
        where = "".join(f" ({file}:{line})" for file, line in places[-1:])
        raise LayerFault(f"{stage} raised {in_words(error)}{where}", stage) from None


def _places(trace: TracebackType | None) -> Iterator[tuple[str, int | None]]:
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        is_standard = file.startswith((_STANDARD, "<frozen")) and "site-packages" not in file
        if not is_standard and not file.startswith(_OURS):
            yield file, trace.tb_lineno
        trace = trace.tb_next
