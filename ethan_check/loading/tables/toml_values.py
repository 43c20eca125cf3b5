"""Constructor arguments that TOML has no words for: arrays, tuples, and things that live in modules."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from ethan_check.loading.tables.error import Location
from ethan_core.suggest import did_you_mean

__all__ = ["python_value", "require_arguments", "signature_of"]

SPECIAL = ("array", "shape", "tuple", "import")
_SECOND_KEY = {"import": "call", "array": "dtype"}


def python_value(value: Any, location: Location, key: str, *, run: bool = True) -> Any:
    """What a constructor is given for a value of the file.

    `{ shape = [4, 3] }` is an array drawn from the standard normal distribution, always the same;
    `{ array = [[1.0, 2.0]] }` is that array (`dtype = "int32"` may stand beside it), `{ tuple = [2, 3] }`
    that tuple, `{ import = "theirs.activations:Tanh" }` what stands there, and with `call = { ... }` what
    it returns. Everything else is what TOML makes of it. Unless `run`, nothing is imported or called, and
    None stands for what would be there: whether a value can be read is seen without code of somebody else's.

    Raises:
        ConfigError: a special form is misspelt, or names nothing.

    >>> python_value({"tuple": [2, 3]}, Location("f", "layers", "nn:Conv"), "init.shape")
    (2, 3)
    """
    if isinstance(value, list):
        return [python_value(item, location, key, run=run) for item in value]
    if not isinstance(value, dict):
        return value
    (form, *others) = [name for name in SPECIAL if name in value] or [""]
    if not form or others or not set(value) <= {form, _SECOND_KEY.get(form, form)}:
        return {name: python_value(item, location, f"{key}.{name}", run=run) for name, item in value.items()}
    return _FORMS[form](value, location, key, run)


def _random_array(value: Mapping[str, Any], location: Location, key: str, run: bool) -> Any:
    sizes = value["shape"]
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise location.bad_value(f"{key}.shape", sizes, "a list of sizes, as in [4, 3]")
    return np.random.default_rng(zlib.crc32(key.encode())).standard_normal(sizes)


def _array(value: Mapping[str, Any], location: Location, key: str, run: bool) -> Any:
    try:
        dtype = np.dtype(value["dtype"]) if "dtype" in value else None
    except TypeError:
        raise location.bad_value(f"{key}.dtype", value["dtype"], "a dtype of numpy, such as int32") from None
    try:
        return np.array(value["array"], dtype=dtype)
    except (ValueError, OverflowError):
        raise location.bad_value(f"{key}.array", value["array"], "numbers in rows of one length") from None


def _tuple(value: Mapping[str, Any], location: Location, key: str, run: bool) -> Any:
    if not isinstance(value["tuple"], list):
        raise location.bad_value(f"{key}.tuple", value["tuple"], "a list")
    return tuple(python_value(value["tuple"], location, key, run=run))


def _import(value: Mapping[str, Any], location: Location, key: str, run: bool) -> Any:
    text = value["import"]
    module_name, _, name = text.partition(":") if isinstance(text, str) else ("", "", "")
    if not module_name or not name:
        raise location.bad_value(f"{key}.import", text, "package.module:Name")
    arguments = value.get("call")
    if "call" in value and not isinstance(arguments, dict):
        raise location.bad_value(f"{key}.call", arguments, "arguments by name, as in { slope = 0.1 }")
    given = {
        name: python_value(item, location, f"{key}.call.{name}", run=run)
        for name, item in (arguments or {}).items()
    }
    if not run:
        return None
    found = _imported(module_name, name, location, f"{key}.import")
    if "call" not in value:
        return found
    require_arguments(found, given, location, f"{key}.call")
    return found(**given)


def _imported(module_name: str, path: str, location: Location, key: str) -> Any:
    """What stands in a module under a name, or under several with dots between them."""
    text = f"{module_name}:{path}"
    try:
        found: Any = import_module(module_name)
    except ModuleNotFoundError as error:
        raise location.error(key, f"is {text!r}, but there is no module {error.name!r}") from None
    for part in path.split("."):
        if not hasattr(found, part):
            hint = did_you_mean(part, [other for other in dir(found) if not other.startswith("_")])
            raise location.error(key, f"is {text!r}, but there is no {part!r}; {hint}")
        found = getattr(found, part)
    return found


_FORMS: Mapping[str, Callable[[Mapping[str, Any], Location, str, bool], Any]] = {
    "shape": _random_array,
    "array": _array,
    "tuple": _tuple,
    "import": _import,
}


def require_arguments(
    target: Any, arguments: Mapping[str, Any], location: Location, key: str, supplied: tuple[str, ...] = ()
) -> None:
    """Validate arguments against a signature; those that are supplied need not be given.

    Raises:
        ConfigError: an argument does not exist, or one that is needed is missing.

    >>> require_arguments(lambda size: None, {}, Location("f", "layers", "nn:A"), "init")
    Traceback (most recent call last):
        ...
    ethan_check.loading.tables.error.ConfigError: f, [layers."nn:A"]: init lacks size, which <lambda> needs
    """
    signature = signature_of(target)
    if signature is None:
        return
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    named = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]
    for name in arguments:
        if name not in named and inspect.Parameter.VAR_KEYWORD not in kinds:
            taken = f"{_label(target)} takes {', '.join(named) or 'no arguments'}"
            close = did_you_mean(name, named) if named else ""
            hint = f"; {close}" if close.startswith("did") else ""
            raise location.error(f"{key}.{name}", f"is no argument: {taken}{hint}")
    missing = [
        name
        for name in named
        if signature.parameters[name].default is inspect.Parameter.empty
        and name not in arguments
        and name not in supplied
    ]
    if missing:
        raise location.error(key, f"lacks {', '.join(missing)}, which {_label(target)} needs")


def signature_of(target: Any) -> inspect.Signature | None:
    """How a class or function is called; None if that cannot be read.

    >>> str(signature_of(lambda size, start=0: None)), signature_of(3)
    ('(size, start=0)', None)
    """
    try:
        return inspect.signature(target)
    except (TypeError, ValueError):
        return None


def _label(target: Any) -> str:
    return str(getattr(target, "__name__", type(target).__name__))
