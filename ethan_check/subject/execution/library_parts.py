"""What libraries keep for a whole process: how threads and processes start, error handlers, profiles.

Nothing is imported for it: what nobody has imported nobody has changed.
"""

from __future__ import annotations

import codecs
import sys
import threading
from collections.abc import Callable
from typing import Any

from ethan_check.subject.execution.process_part import Part

__all__ = ["LIBRARY_PARTS"]

_HANDLERS = (
    "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace",
    "surrogateescape", "surrogatepass",
)  # fmt: skip
"""The error handlers that Python comes with."""


def _restore_error_handlers(before: tuple[Any, ...]) -> None:
    for name, handler in zip(_HANDLERS, before, strict=True):
        codecs.register_error(name, handler)


def _of(module: str, read: Callable[[Any], Any], put_back: Callable[[Any, Any], Any], told: str) -> Part:
    """A part of a module that is perhaps not imported; imported within, it is left as its import left it."""

    def read_if_imported() -> Any:
        found = sys.modules.get(module)
        return _NotImported() if found is None else read(found)

    def put_back_if_imported(before: Any) -> None:
        if not isinstance(before, _NotImported):
            put_back(sys.modules[module], before)

    return Part(told, read_if_imported, put_back_if_imported)


class _NotImported:
    """Equal to whatever comes later."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True


def _restore_tracing(tracemalloc: Any, before: bool) -> None:
    tracemalloc.start() if before else tracemalloc.stop()


def _profile(hypothesis: Any) -> tuple[str, Any]:
    settings = hypothesis.settings
    asked = getattr(settings, "get_current_profile_name", None)  # Since hypothesis 6.124.
    if asked is None:  # Older settings are equal to none but themselves, and are made anew: the name must do.
        return settings._current_profile, None
    return asked(), settings.default


def _restore_profile(hypothesis: Any, before: tuple[str, Any]) -> None:
    name, settings = before
    if settings is not None:
        hypothesis.settings.register_profile(name, settings)
    hypothesis.settings.load_profile(name)


LIBRARY_PARTS = (
    Part(
        "error handlers of codecs",
        lambda: tuple(map(codecs.lookup_error, _HANDLERS)),
        _restore_error_handlers,
    ),
    Part("the stack of threads", threading.stack_size, threading.stack_size),
    Part("the profile function of threads", threading.getprofile, threading.setprofile),
    _of(
        "socket",
        lambda socket: socket.getdefaulttimeout(),
        lambda socket, before: socket.setdefaulttimeout(before),
        "the time limit of sockets",
    ),
    _of(
        "multiprocessing",
        lambda multiprocessing: multiprocessing.get_start_method(allow_none=True),
        lambda multiprocessing, before: multiprocessing.set_start_method(before, force=True),
        "how multiprocessing starts",
    ),
    _of("tracemalloc", lambda tracemalloc: tracemalloc.is_tracing(), _restore_tracing, "tracemalloc"),
    _of("hypothesis", _profile, _restore_profile, "hypothesis's profile"),
)
"""Those parts, each with how it is told."""
