"""Layers whose class is hostile: it has no name, refuses to be compared or shown, or makes something else."""

from __future__ import annotations

from hostile.specimen import Hostile, Square

__all__ = ["METACLASSES"]


class OwnError(BaseException):
    pass


def refuse(*arguments, **options):
    raise OwnError("of the class")


def _recurses(*arguments, **options):
    return _recurses(*arguments, **options)


def _generated(cls):
    yield Square()


METHODS = (
    "__eq__", "__hash__", "__bool__", "__len__", "__iter__", "__repr__", "__dir__", "__instancecheck__",
    "__subclasscheck__", "__contains__", "__getattr__", "__or__", "__call__",
)  # fmt: skip
NAMES = (
    "__name__",
    "__qualname__",
    "__module__",
    "__doc__",
    "__mro__",
    "__dict__",
    "__signature__",
    "contract",
)
MADE = {
    "none": lambda cls: None,
    "number": lambda cls: 7,
    "itself": lambda cls: cls,
    "another": lambda cls: Square(),
    "function": lambda cls: lambda x: x,
    "generator": _generated,
}


def _of(kind, **contents):
    return kind("OfMeta", (Square,), contents)


def _with(method, answer):
    kind = type("Meta", (type,), {method: answer} | ({"__hash__": None} if method == "__eq__" else {}))
    return _of(kind)


def _without(*names):
    def look(cls, name):
        if name in names:
            raise OwnError(name)
        return type.__getattribute__(cls, name)

    return _of(type("Meta", (type,), {"__getattribute__": look}))


class NotInherited(Square):
    def __init_subclass__(cls):
        raise OwnError("no class of mine")


class MadeByNew(Square):
    def __new__(cls):
        return object.__new__(Square)


class NewThatLeaves(Square):
    def __new__(cls):
        raise SystemExit("nothing is made")


METACLASSES = [
    *(Hostile(f"class-{name.strip('_')}-raises", _with(name, refuse)) for name in METHODS),
    *(Hostile(f"class-{name.strip('_')}-recurses", _with(name, _recurses)) for name in METHODS),
    *(Hostile(f"class-without-{name.strip('_')}", _without(name)) for name in NAMES),
    *(Hostile(f"class-makes-{kind}", _with("__call__", make)) for kind, make in MADE.items()),
    Hostile("class-without-names", _without("__name__", "__qualname__", "__module__", "__doc__")),
    Hostile("class-not-inherited", NotInherited, judged="pass"),
    Hostile("class-made-by-new", MadeByNew, judged="pass"),
    Hostile("class-new-that-leaves", NewThatLeaves, "SystemExit"),
]
