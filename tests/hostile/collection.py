"""All of them."""

from __future__ import annotations

from hostile.answered import ANSWERED
from hostile.changes import CHANGES
from hostile.protocols import PROTOCOLS
from hostile.raised import RAISED
from hostile.specimen import Hostile
from hostile.wavering import WAVERING

__all__ = ["HOSTILE"]

HOSTILE: list[Hostile] = [*RAISED, *ANSWERED, *CHANGES, *PROTOCOLS, *WAVERING]
