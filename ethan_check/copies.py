"""Fresh copies of a layer in which some arrays are replaced."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from types import CellType, FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

import numpy as np

from ethan_check.adapters.base import LayerFault
from ethan_check.adapters.reading import attributes, float_arrays, reads, write
from ethan_check.freeze import frozen_randomness

__all__ = ["Copier", "fresh_copy", "in_dtype", "share_what_cannot_be_copied"]

_SHARED = (int, float, complex, bool, str, bytes, type(None), np.dtype, FunctionType, MethodType, type)

_WITH_STATE = (np.ndarray, np.random.Generator, list, dict, set)
_WITHOUT_STATE = (type, ModuleType, np.ufunc, type(np.sum))
"""What has a `__dict__` and still nothing that a call would change; `np.sum` is of numpy's own type."""


def fresh_copy(layer: Any, replacements: Mapping[int, Any]) -> Any:
    """A deep copy in which every array whose `id` is a key is replaced, wherever it is referred to.

    The replaced arrays are not copied, so a perturbation of a large parameter costs one array and an
    alias of it inside the layer stays an alias. A function is copied with what it closes over. Raises what
    `copy.deepcopy` raises.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(2); layer.alias = layer.W
    >>> new = fresh_copy(layer, {id(layer.W): np.zeros(2)})
    >>> new.W is new.alias, float(new.W[0])
    (True, 0.0)
    """
    memo: dict[int, Any] = dict(replacements)
    if isinstance(layer, FunctionType):
        return _copy_function(layer, memo)
    held = getattr(layer, "__dict__", None)
    cls = type(layer)
    plain = cls.__dict__.get("__reduce_ex__") is None and not hasattr(cls, "__deepcopy__")
    if held is None or not plain:
        return copy.deepcopy(layer, memo)
    if hasattr(cls, "__slots__") or "__getstate__" in cls.__dict__ or "__setstate__" in cls.__dict__:
        return copy.deepcopy(layer, memo)
    # What deepcopy does for a plain object, without its general machinery: half of a check's time.
    new = object.__new__(cls)
    memo[id(layer)] = new
    target = new.__dict__
    for name, value in held.items():
        if isinstance(value, FunctionType) and _closes_over_state(value, set()):
            target[name] = _copy_function(value, memo)
        elif isinstance(value, _SHARED) and not _is_bound(value):
            target[name] = value
        elif id(value) in memo:
            target[name] = memo[id(value)]
        elif type(value) is dict and all(id(item) in memo for item in value.values()):
            target[name] = memo[id(value)] = {key: memo[id(item)] for key, item in value.items()}
        else:
            target[name] = copy.deepcopy(value, memo)
    return new


def _is_bound(value: Any) -> bool:
    """Whether a method would go on working on the object that it was taken from."""
    return isinstance(value, MethodType) and not isinstance(value.__self__, type | ModuleType)


def _copy_function(function: FunctionType, memo: dict[int, Any]) -> FunctionType:
    """A function that closes over copies; functions that close over the same go on sharing."""
    known: FunctionType | None = memo.get(id(function))
    if known is not None:
        return known
    cells = function.__closure__ or ()
    for cell in cells:
        memo.setdefault(id(cell), CellType())
    new = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        tuple(memo[id(cell)] for cell in cells) or None,
    )
    new.__kwdefaults__ = function.__kwdefaults__
    new.__dict__.update(function.__dict__)
    memo[id(function)] = new
    for cell in cells:
        try:
            held = cell.cell_contents
        except ValueError:  # Not filled yet.
            continue
        memo[id(cell)].cell_contents = _copy_closed_over(held, memo)
    return new


def _copy_closed_over(held: Any, memo: dict[int, Any]) -> Any:
    if isinstance(held, FunctionType):
        return _copy_function(held, memo) if _closes_over_state(held, set()) else held
    return held if isinstance(held, ModuleType) else copy.deepcopy(held, memo)


def _closes_over_state(function: FunctionType, seen: set[int]) -> bool:
    """Whether a function, or one that it closes over, holds something that can change.

    A function that a library wraps in another closes over functions alone. Libraries tell such functions
    by their identity, which a copy would not have.
    """
    seen.add(id(function))
    for cell in function.__closure__ or ():
        try:
            held = cell.cell_contents
        except ValueError:  # Not filled yet.
            continue
        if isinstance(held, FunctionType):
            if id(held) not in seen and _closes_over_state(held, seen):
                return True
        elif _has_state(held):
            return True
    return False


def _has_state(held: Any) -> bool:
    if isinstance(held, _WITH_STATE):
        return True
    return bool(getattr(held, "__dict__", None)) and not isinstance(held, _WITHOUT_STATE)


def share_what_cannot_be_copied(layer: Any) -> dict[int, Any]:
    """What a copy has to share with the layer because it cannot be copied: locks, files, handles.

    By `id`, ready to be handed to `fresh_copy`. What holds arrays is never shared.

    >>> import threading
    >>> class Layer: pass
    >>> layer = Layer(); layer.lock = threading.Lock()
    >>> fresh_copy(layer, share_what_cannot_be_copied(layer)).lock is layer.lock
    True
    """
    shared: dict[int, Any] = {}
    for value in attributes(layer).values():
        try:
            copy.deepcopy(value, dict(shared))
        except Exception:
            if isinstance(value, GeneratorType) or float_arrays(value):
                raise
            shared[id(value)] = value
    return shared


def in_dtype(layer: Any, dtype: Any, factory: Callable[[], Any] | None = None, seed: int = 0) -> Any:
    """A copy whose arrays of floating-point numbers all have one dtype.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(2, np.float32)
    >>> in_dtype(layer, np.dtype("float64")).W.dtype
    dtype('float64')
    """
    held = (reads(layer, path) for path in float_arrays(layer))
    return Copier(layer, factory, seed).fresh({id(array): array.astype(dtype) for array in held})


class Copier:
    """Makes fresh copies of one layer, however it resists.

    Args:
        layer: nobody runs it.
        factory: makes it anew; used where it cannot be copied.
        seed: of global generators while the factory runs.

    Raises:
        LayerFault: it cannot be copied and there is no factory.
    """

    stage = "copying the layer"

    def __init__(self, layer: Any, factory: Callable[[], Any] | None = None, seed: int = 0) -> None:
        self._layer, self._factory, self._seed = layer, factory, seed
        self._shared: dict[int, Any] = {}
        self._rebuilds = False
        try:
            fresh_copy(layer, {})
        except Exception as error:
            self._resist(error)
        self._views = Views(layer)

    def _resist(self, error: Exception) -> None:
        if self._factory is not None:
            self._rebuilds = True
            return
        try:
            self._shared = share_what_cannot_be_copied(self._layer)
            fresh_copy(self._layer, self._shared)
        except Exception:
            raise LayerFault(
                f"{type(self._layer).__name__} cannot be copied ({type(error).__name__}: {error}); give "
                "its class, or a function without arguments that makes it, in place of the object"
            ) from None

    def copies(self, layer: Any) -> bool:
        """Whether this is the layer that it copies."""
        return layer is self._layer

    def fresh(self, replacements: Mapping[int, Any]) -> Any:
        """A copy in which arrays are replaced, by `id`."""
        if self._rebuilds:
            return self._rebuilt(replacements)
        if self._views:
            replacements = self._views.together(replacements)
        return fresh_copy(self._layer, {**self._shared, **replacements} if self._shared else replacements)

    def _rebuilt(self, replacements: Mapping[int, Any]) -> Any:
        assert self._factory is not None
        with frozen_randomness(self._seed):
            new = self._factory()
        given = dict(replacements)
        for path in float_arrays(self._layer):
            original = reads(self._layer, path)
            value = given.setdefault(id(original), original.copy())
            try:
                write(new, path, value)
            except TypeError:  # It stands in a tuple, where only its numbers can be changed.
                np.copyto(reads(new, path), value, casting="same_kind")
        return new


class Views:
    """Arrays of a layer that are views of one buffer, which a copy has to keep together."""

    def __init__(self, layer: Any) -> None:
        held = {id(array): array for path in float_arrays(layer) if (array := reads(layer, path)) is not None}
        roots: dict[int, list[Any]] = {}
        for array in held.values():
            if isinstance(array.base, np.ndarray):
                roots.setdefault(id(array.base), []).append(array)
        self._groups = [
            (views[0].base, views) for root, views in roots.items() if root in held or len(views) > 1
        ]

    def __bool__(self) -> bool:
        return bool(self._groups)

    def together(self, replacements: Mapping[int, Any]) -> dict[int, Any]:
        """The replacements, with buffers copied as a whole and every view of them made anew."""
        result = dict(replacements)
        for base, views in self._groups:
            given = [replacements[id(one)] for one in (base, *views) if id(one) in replacements]
            dtype = np.result_type(base.dtype, *(array.dtype for array in given)) if given else base.dtype
            start = replacements.get(id(base), base)
            buffer = np.array(start, dtype=dtype, order="C" if base.flags.c_contiguous else "K", subok=False)
            result[id(base)] = buffer
            for view in views:
                new = _same_view(base, view, buffer)
                if id(view) in replacements:
                    new[...] = replacements[id(view)]
                result[id(view)] = new
        return result


def _same_view(base: Any, view: Any, buffer: Any) -> Any:
    """The part of a buffer that a view is of another buffer of the same layout."""
    ratio = buffer.itemsize // base.itemsize
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    strides = tuple(stride * ratio for stride in view.strides)
    return np.ndarray(view.shape, buffer.dtype, buffer, offset * ratio, strides)
