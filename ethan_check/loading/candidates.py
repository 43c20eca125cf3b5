"""Which files of a project look as if they held layers; nothing is imported."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ethan_check.loading.module_names import is_of_tests
from ethan_check.subject.conventions.spelling import (
    BACKWARD_FUNCTIONS,
    BACKWARD_METHODS,
    FORWARD_METHODS,
)

__all__ = ["Candidate", "candidates"]

_MAX_FILES = 2000  # about two seconds of reading; a project that has more knows what its modules are called
_MAX_NAMES = 3  # layers that a line names
_NOT_OURS = ("node_modules", "site-packages", "build", "dist", "venv", "env")


@dataclass(frozen=True)
class Candidate:
    """A file that looks as if it held layers.

    Args:
        file: as seen from the folder that was searched.
        names: its classes and pairs of functions.

    >>> print(Candidate(Path("layers.py"), ("Linear", "Relu", "Tanh", "Softmax", "Dropout")))
    layers.py: Dropout, Linear, Relu and 2 more
    """

    file: Path
    names: tuple[str, ...]

    def __str__(self) -> str:
        shown = sorted(self.names)[:_MAX_NAMES]
        more = len(self.names) - len(shown)
        return f"{self.file.as_posix()}: {', '.join(shown)}" + (f" and {more} more" if more else "")


def candidates(folder: Path) -> list[Candidate]:
    """The files below a folder with classes or functions that look like layers, those with most first."""
    found = []
    for file in _files(folder):
        names = tuple(_layers_in(file))
        if names:
            found.append(Candidate(file.relative_to(folder), names))
    return sorted(found, key=lambda one: (-len(one.names), one.file))


def _files(folder: Path) -> Iterator[Path]:
    waiting, seen = [folder], 0
    while waiting and seen < _MAX_FILES:
        try:
            inside = sorted(waiting.pop(0).iterdir())
        except OSError:  # Not ours to read.
            continue
        for path in inside:
            if path.name.startswith((".", "_")) and path.name != "__init__.py":
                continue
            if path.is_dir() and not path.is_symlink():
                if path.name not in _NOT_OURS and not is_of_tests(path.name):
                    waiting.append(path)
            elif path.suffix == ".py" and not is_of_tests(path.stem):
                seen += 1
                yield path


def _layers_in(file: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of what the source says, nobody asked us.
            tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            methods = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
            if methods & set(FORWARD_METHODS) and methods & set(BACKWARD_METHODS):
                yield node.name
        elif isinstance(node, ast.FunctionDef):
            for word in BACKWARD_FUNCTIONS:
                if node.name.endswith(f"_{word}") or node.name.startswith(f"{word}_"):
                    yield node.name
                    break
