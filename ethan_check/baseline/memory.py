"""How much memory arrays take while something runs, to the byte.

`tracemalloc` counts what numpy allocates for arrays and what Python allocates for everything else. The
second varies from run to run (free lists, sizes of dictionaries) and from version to version, the first does
not. So Python's own allocators are put back as they were as soon as tracing is on: numpy reports its arrays
itself, and they alone are counted.
"""

from __future__ import annotations

import ctypes
import tracemalloc
from collections.abc import Callable
from typing import Any

__all__ = ["peak_of_arrays"]

_DOMAINS = 3  # PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM and PYMEM_DOMAIN_OBJ


class _Allocator(ctypes.Structure):
    """`PyMemAllocatorEx` of Python's C API."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in ("ctx", "malloc", "calloc", "realloc", "free"))


def peak_of_arrays(action: Callable[[], Any]) -> int | None:
    """The largest number of bytes that arrays made by an action take at one time.

    Returns:
        None where it cannot be told: another Python than CPython, or memory is being traced already.

    >>> import numpy as np
    >>> peak_of_arrays(lambda: np.ones(10) + np.ones(10))
    240
    """
    api = getattr(ctypes, "pythonapi", None)
    if api is None or tracemalloc.is_tracing() or not hasattr(api, "PyMem_SetAllocator"):
        action()
        return None
    usual = [_Allocator() for _ in range(_DOMAINS)]
    for domain, allocator in enumerate(usual):
        api.PyMem_GetAllocator(domain, ctypes.byref(allocator))
    tracemalloc.start(1)
    try:
        for domain, allocator in enumerate(usual):
            api.PyMem_SetAllocator(domain, ctypes.byref(allocator))
        tracemalloc.clear_traces()
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
