"""A folder with one text for each layer: each is whole by itself, and no other file belongs to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.file_names import SUFFIX, file_name, layer_name
from ethan_check.baseline.schema import as_text, from_text
from ethan_check.baseline.store_error import StoreError
from ethan_check.storage import atomic

__all__ = ["Store"]


@dataclass(frozen=True)
class Store:
    """The baselines of a project.

    Args:
        folder: where they are; it need not be there yet.
        name: what it is called in messages.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(Path(folder), "gradients")
    ...     store.write(LayerEntry("relu.v1", 0))
    ...     store.layers(), store.read("relu.v1").seed, store.read("gelu.v1")
    (('relu.v1',), 0, None)
    """

    folder: Path
    name: str

    def layers(self) -> tuple[str, ...]:
        """The layers that it has a file for, sorted; a file whose name begins with a dot is none.

        Raises:
            StoreError: the folder cannot be read.
        """
        try:
            names = [name for name in os.listdir(self.folder) if name.endswith(SUFFIX)]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(f"{self.name}: cannot be read: {error.strerror or error}") from None
        return tuple(sorted(layer_name(name) for name in names if not name.startswith(".")))

    def read(self, layer: str) -> LayerEntry | None:
        """The baseline of a layer; None where there is none.

        Raises:
            StoreError: its file cannot be read, or is damaged.
        """
        shown = f"{self.name}/{file_name(layer)}"
        try:
            text = self.path_of(layer).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            raise StoreError(f"{shown}: is no text: take it from the last commit") from None
        except OSError as error:
            raise StoreError(f"{shown}: cannot be read: {error.strerror or error}") from None
        entry = from_text(text, shown)
        if entry.layer != layer:
            raise StoreError(f"{shown}: holds the baseline of {entry.layer!r}: was the file renamed?")
        return entry

    def write(self, entry: LayerEntry) -> None:
        """Write the baseline of a layer, in one step; nothing happens where the same text is there.

        Raises:
            StoreError: it cannot be written; what was there is still there.
        """
        path, text = self.path_of(entry.layer), as_text(entry)
        try:
            if path.is_file() and path.read_bytes() == text.encode():
                return
            atomic.write_text(path, text)
        except OSError as error:
            shown = f"{self.name}/{file_name(entry.layer)}"
            raise StoreError(f"{shown}: cannot be written: {error.strerror or error}") from None

    def remove(self, layer: str) -> None:
        """Remove the baseline of a layer.

        Raises:
            StoreError: it cannot be removed.
        """
        try:
            atomic.remove(self.path_of(layer))
        except OSError as error:
            shown = f"{self.name}/{file_name(layer)}"
            raise StoreError(f"{shown}: cannot be removed: {error.strerror or error}") from None

    def require_writable(self) -> None:
        """Refuse a folder that cannot be written to, before anything runs.

        Raises:
            StoreError: it is a file, or neither it nor what it would be made in may be written to.
        """
        there = self.folder
        while not there.exists() and there != there.parent:
            there = there.parent
        if not there.is_dir():
            raise StoreError(f"{self.name}: cannot be written: {there} is not a folder")
        if not os.access(there, os.W_OK | os.X_OK):
            raise StoreError(f"{self.name}: cannot be written: no permission for {there}")

    def path_of(self, layer: str) -> Path:
        """Where the baseline of a layer is."""
        return self.folder / file_name(layer)
