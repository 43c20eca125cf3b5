"""Who wrote a baseline, when, on what, and why: shown to people, and never compared."""

from __future__ import annotations

import getpass
import os
import platform
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["provenance"]


def provenance(reason: str = "") -> dict[str, Any]:
    """The circumstances of this run.

    The time is that of `SOURCE_DATE_EPOCH` where that is set, so that builds can be repeated to the byte.

    >>> sorted(provenance("first"))
    ['blas', 'by', 'ethan', 'numpy', 'on', 'platform', 'processor', 'python', 'reason']
    """
    return {
        "by": _user(),
        "on": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_now())),
        "reason": reason,
        "ethan": _version("ethan-check"),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "blas": _blas(),
    }


def _now() -> float:
    try:
        return float(int(os.environ["SOURCE_DATE_EPOCH"]))
    except (KeyError, ValueError):
        return time.time()


def _user() -> str:
    name = os.environ.get("GIT_AUTHOR_NAME", "")
    if not name:
        with suppress(Exception):  # OSError or KeyError, by version: there is no such user in a container.
            name = getpass.getuser()
    return name


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:  # A checkout on the path.
        return ""


def _processor() -> str:
    """The model, as far as the system tells."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _blas() -> str:
    with suppress(Exception):  # What it returns is for people, and has changed before.
        configuration: Any = np.show_config(mode="dicts")
        blas = configuration["Build Dependencies"]["blas"]
        return f"{blas['name']} {blas.get('version', '')}".strip()
    return ""
