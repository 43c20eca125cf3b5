"""Whose a store is: one that a path leads to by mistake is not compared with, and not written to."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ethan_check.baseline.file_names import file_name
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError

__all__ = ["project_name", "require_own_store"]


def project_name(root: Path) -> str:
    """The name in the `[project]` table of `pyproject.toml`; empty where there is none.

    >>> project_name(Path("/nowhere"))
    ''
    """
    try:
        content = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""  # What is wrong with it is said where its tables are read.
    table = content.get("project", {})
    name = table.get("name", "") if isinstance(table, dict) else ""
    return name if isinstance(name, str) else ""


def require_own_store(store: Store, project: str) -> None:
    """Refuse a store whose first readable baseline is another project's, and a folder of something else.

    Raises:
        StoreError: it is not this project's.
    """
    if store.folder.exists() and not store.folder.is_dir():
        raise StoreError(f"{store.name}: is a file, expected a folder")
    layers = store.layers()
    errors: list[StoreError] = []
    for layer in layers:
        try:
            entry = store.read(layer)
        except StoreError as error:
            errors.append(error)
            continue
        if entry is not None and entry.project and project and entry.project != project:
            raise StoreError(
                f"{store.name}/{file_name(layer)}: is a baseline of the project {entry.project!r}, and this "
                f'is {project!r}; if it was renamed, replace the name after "project" in these files'
            )
        return
    if errors:
        raise errors[0]
