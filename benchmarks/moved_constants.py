"""The numbers of `ethan_check.numerics.tolerances`, and an Ethan in which one of them is another."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["FACTORS", "ROOT", "Constant", "constants", "install", "source_with", "tenfold"]

ROOT = Path(__file__).resolve().parents[1]
FACTORS = (10.0, 0.1)

_PACKAGE = "ethan_check.numerics.tolerances"
_FOLDER = ROOT / "ethan_check" / "numerics" / "tolerances"
_REASON = re.compile(r"\bTenfold:\s+(?P<reason>.+)", re.DOTALL)


@dataclass(frozen=True)
class Constant:
    """One constant: the module that it stands in, its name, its value, and the text below it."""

    group: str
    name: str
    value: Any
    text: str

    @property
    def module(self) -> str:
        """Its module's dotted name."""
        return f"{_PACKAGE}.{self.group}"

    @property
    def reason(self) -> str:
        """What its text says about a tenfold move that no test sees: all after the word `Tenfold:`."""
        found = _REASON.search(self.text)
        return " ".join(found["reason"].split()) if found else ""


def constants() -> list[Constant]:
    """All of them, in the order of the files."""
    found = []
    for file in sorted(_FOLDER.glob("*.py")):
        body = ast.parse(file.read_text()).body
        module = import_module(f"{_PACKAGE}.{file.stem}") if file.stem != "__init__" else None
        for statement, below in pairwise(body):
            if module and isinstance(statement, ast.AnnAssign) and isinstance(below, ast.Expr):
                name, text = ast.unparse(statement.target), ast.literal_eval(below.value)
                found.append(Constant(file.stem, name, getattr(module, name), text))
    return found


def tenfold(value: Any, factor: float) -> Any:
    """A number times a factor; every entry of a tuple, every value of a dictionary.

    Whole numbers stay whole and at least 1: nothing can be done 0.3 times, and to do it not at all is not to
    do less of it. A 1 can therefore not be divided.

    >>> tenfold((1, 24), 0.1), tenfold({2: 1e-2}, 10)
    ((1, 2), {2: 0.1})
    """
    if isinstance(value, dict):
        return {key: tenfold(entry, factor) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(tenfold(entry, factor) for entry in value)
    return max(1, round(value * factor)) if isinstance(value, int) else value * factor


def source_with(constant: Constant, factor: float) -> str:
    """The source of a constant's module in which its value is multiplied.

    What is computed from the constant further down moves with it, and so does what other modules import.
    """
    tree = ast.parse((_FOLDER / f"{constant.group}.py").read_text())
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == constant.name:
            value = ast.unparse(statement.value or ast.Constant(None))
            statement.value = ast.parse(f"_tenfold({value}, {factor!r})", mode="eval").body
    return ast.unparse(tree)


def install(constant: Constant, factor: float) -> None:
    """From now on this process imports an Ethan in which the constant is moved.

    What was imported of Ethan, and of the zoo, is forgotten first. The module is made before anything asks
    for it: pytest rewrites the modules of its plugins, Ethan's among them, and would load it from its file.
    """
    for name in list(sys.modules):
        if name.partition(".")[0] in ("ethan_check", "ethan_core", "zoo"):
            del sys.modules[name]
    module = ModuleType(constant.module)
    module.__dict__["_tenfold"] = tenfold
    exec(compile(source_with(constant, factor), f"<{constant.name} moved>", "exec"), module.__dict__)
    setattr(import_module(_PACKAGE), constant.group, module)
    sys.modules[constant.module] = module
