"""Files and the modules that they are: which name a file is imported by, and which modules a package has."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["is_of_tests", "module_of_file", "modules_within"]

_NEVER_LAYERS = ("__main__", "conftest", "setup", "tests", "test")


def module_of_file(file: Path) -> tuple[Path, str]:
    """The folder that has to be on sys.path, and the name under which a file is imported from there.

    The name begins with the outermost folder that is a package, as it does for pytest.

    >>> module_of_file(Path("/nowhere/layers.py"))
    (PosixPath('/nowhere'), 'layers')
    """
    file = file.resolve()
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        parts.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(parts)


def modules_within(package: str, path: Iterable[str]) -> Iterator[str]:
    """The modules of a package at any depth, but for its tests; nothing is imported.

    Args:
        package: its name.
        path: its `__path__`.

    >>> import ethan_core.fn
    >>> list(modules_within("ethan_core.fn", ethan_core.fn.__path__))[:2]
    ['ethan_core.fn.cross_entropy', 'ethan_core.fn.gelu']
    """
    folders = [str(folder) for folder in path]
    for found in pkgutil.iter_modules(folders):
        if is_of_tests(found.name):
            continue
        yield f"{package}.{found.name}"
        if found.ispkg:
            inner = [str(Path(folder, found.name)) for folder in folders]
            yield from modules_within(f"{package}.{found.name}", inner)


def is_of_tests(name: str) -> bool:
    """Whether a module of that name holds tests, or runs something, and so no layers of anybody's.

    >>> [name for name in ("layers", "test_layers", "layers_test", "conftest") if not is_of_tests(name)]
    ['layers']
    """
    return name in _NEVER_LAYERS or name.startswith("test_") or name.endswith("_test")
