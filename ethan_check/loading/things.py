"""What people call a layer, as a source: a file, a folder, a module, a name in these, a registered name."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ethan_check.loading.module_names import is_of_tests, module_of_file
from ethan_core.errors import RegistrationError
from ethan_core.suggest import close_names

__all__ = ["Thing", "read_thing"]

_REGISTERED_NAME = re.compile(r"[a-z0-9_][a-z0-9_.\-]*\.v[0-9]+")
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


@dataclass(frozen=True)
class Thing:
    """What one name of a command comes to.

    Args:
        sources: `module`, `module:Name`, or `:name` for a layer by its registered name, whatever its module;
            several for a folder of files.
        folder: what has to be on sys.path for that; None where nothing has to be.
    """

    sources: tuple[str, ...]
    folder: Path | None = None


def read_thing(text: str, folder: Path) -> Thing:
    """Read what somebody wrote who wants a layer judged.

    Args:
        text: `layers.py`, `package/`, `package.module`, each perhaps with `:Name`; `module.Name`; `dense.v1`.
        folder: where files are looked for.

    Raises:
        RegistrationError: it names a file that is not there, or that Python cannot import under its name.

    >>> read_thing("ethan_core.fn.relu.Relu", Path()).sources
    ('ethan_core.fn.relu:Relu',)
    >>> read_thing("dense.v1", Path()).sources
    (':dense.v1',)
    >>> read_thing("layrs.py", Path("/nowhere"))
    Traceback (most recent call last):
        ...
    ethan_core.errors.RegistrationError: layrs.py: there is no such file
    """
    text = text.strip().replace("::", ":")
    where, name = text, ""
    if not folder.joinpath(text).exists():
        where, _, name = text.partition(":")
    path = folder / where
    if path.is_file():
        return _in_file(path, text, name)
    if path.is_dir() and (path / "__init__.py").is_file():
        return _in_file(path / "__init__.py", text, name)
    if path.is_dir() and ("/" in where or not _can_be_imported(where)):
        return _in_folder(path, text)
    if where.endswith(".py") or "/" in where:
        raise RegistrationError(f"{text}: there is no such file{_did_you_mean(path)}")
    if not name and (_REGISTERED_NAME.fullmatch(text) or _DOTTED.fullmatch(text)):
        return Thing((_dotted(text),))
    return Thing((text,))


def _in_file(file: Path, text: str, name: str) -> Thing:
    if file.suffix != ".py":
        raise RegistrationError(f"{text}: is no Python file, module or folder of them")
    base, module = module_of_file(file)
    if not all(part.isidentifier() for part in module.split(".")):
        raise RegistrationError(f"{text}: Python cannot import {module!r}; rename the file, as in layers.py")
    loaded = sys.modules.get(module)
    there = getattr(loaded, "__file__", None)
    if loaded is not None and not (there and Path(there).exists() and file.samefile(there)):
        raise RegistrationError(
            f"{text}: Python has a module {module!r} already, {there or 'built in'}; rename the file"
        )
    return Thing((f"{module}:{name}" if name else module,), base)


def _dotted(text: str) -> str:
    """Words with dots: a module, a name in one, or a registered name."""
    if _DOTTED.fullmatch(text) and _can_be_imported(text):
        return text
    if _REGISTERED_NAME.fullmatch(text):
        return f":{text}"
    module, _, name = text.rpartition(".")
    return f"{module}:{name}" if _can_be_imported(module) else text


def _in_folder(folder: Path, text: str) -> Thing:
    """The files and packages of a folder that is no package itself."""
    files = [file for file in sorted(folder.glob("*.py")) if not is_of_tests(file.stem)]
    files += sorted(folder.glob("*/__init__.py"))
    sources = [source for file in files if not is_of_tests(file.parent.name) or file.parent == folder
               for source in _in_file(file, text, "").sources]  # fmt: skip
    if not sources:
        raise RegistrationError(f"{text}: no Python file is in this folder")
    return Thing(tuple(sources), folder.resolve())


def _can_be_imported(module: str) -> bool:
    """Whether there is a module of that name; what is above it is imported for that."""
    try:
        return find_spec(module) is not None
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # Whatever the packages above it raise is told when they are loaded.
        return not isinstance(error, ModuleNotFoundError)


def _did_you_mean(path: Path) -> str:
    close = close_names(path.name, _files_beside(path))
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _files_beside(path: Path) -> Iterator[str]:
    if path.parent.is_dir():
        yield from (file.name for file in sorted(path.parent.glob("*.py")))
