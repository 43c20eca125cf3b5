"""All of them."""

from __future__ import annotations

from hostile.answered import ANSWERED
from hostile.changes import CHANGES
from hostile.lingering import LINGERING
from hostile.metaclasses import METACLASSES
from hostile.odd_classes import ODD_CLASSES
from hostile.protocols import PROTOCOLS
from hostile.raised import RAISED
from hostile.seeming import SEEMING
from hostile.specimen import Hostile
from hostile.wavering import WAVERING

__all__ = ["HOSTILE", "SOME"]

HOSTILE: list[Hostile] = [
    *RAISED,
    *ANSWERED,
    *SEEMING,
    *CHANGES,
    *LINGERING,
    *PROTOCOLS,
    *METACLASSES,
    *ODD_CLASSES,
    *WAVERING,
]

SOME: list[Hostile] = [one for one in HOSTILE[::12] if "Deep" not in one.name]
"""For whole runs of pytest; those that are left out take seconds, and all are judged one by one."""
