"""From a layer's name to the name of its file, on every file system, and back."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

__all__ = ["SUFFIX", "file_name", "layer_name"]

SUFFIX = ".json"

_SAFE = "abcdefghijklmnopqrstuvwxyz0123456789_-."
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""What Windows takes for a device, whatever follows the first dot."""


def file_name(layer: str) -> str:
    """The name of a layer's file: of letters that every file system tells apart, the others as `%41`.

    >>> file_name("conv2d.v1"), file_name("Conv/1"), file_name("con.v1"), file_name(".v1")
    ('conv2d.v1.json', '%43onv%2F1.json', '%63on.v1.json', '%2Ev1.json')
    """
    text = "".join(one if one in _SAFE else _escaped(one) for one in layer)
    if _RESERVED.match(text) or text.startswith("."):
        text = _escaped(text[0]) + text[1:]
    return text + SUFFIX


def layer_name(file: str) -> str:
    """The layer whose file has that name.

    >>> layer_name("%43onv%2F1.json")
    'Conv/1'
    """
    return unquote(file.removesuffix(SUFFIX))


def _escaped(character: str) -> str:
    """Percent and two digits for every byte; `quote` leaves letters and dots alone."""
    text = quote(character, safe="")
    return text if text != character else f"%{ord(character):02X}"
