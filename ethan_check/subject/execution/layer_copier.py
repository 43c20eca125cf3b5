"""One layer copied as often as it is run; what resists copying is shared, or made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.execution.aliased_views import Views
from ethan_check.subject.execution.faults import LayerFault, in_words
from ethan_check.subject.execution.fresh_copy import CopyPlan, share_what_cannot_be_copied
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import float_arrays, reads, write
from ethan_core.plain_text import name_of

__all__ = ["LayerCopier", "in_dtype"]


class LayerCopier:
    """Makes fresh copies of one layer, however it resists.

    Args:
        layer: nobody runs it.
        factory: makes it anew; used where it cannot be copied.
        seed: of global generators while the factory runs.

    Raises:
        LayerFault: it cannot be copied and there is no factory.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(4); layer.half = layer.W[:2]
    >>> new = LayerCopier(layer).fresh({id(layer.W): np.zeros(4)})
    >>> new.half.base is new.W, float(new.half[0])
    (True, 0.0)
    """

    stage = "copying the layer"

    def __init__(self, layer: Any, factory: Callable[[], Any] | None = None, seed: int = 0) -> None:
        self._layer, self._factory, self._seed = layer, factory, seed
        self._shared: dict[int, Any] = {}
        self._rebuilds = False
        self._plan = CopyPlan(layer)
        try:
            self._plan.fresh({})
        except BaseException as error:
            let_pass(error)
            self._resist(error)
        self._views = Views(layer)

    def _resist(self, error: BaseException) -> None:
        if self._factory is not None:
            self._rebuilds = True
            return
        try:
            self._shared = share_what_cannot_be_copied(self._layer)
            self._plan.fresh(self._shared)
        except BaseException as error:
            let_pass(error)
            raise LayerFault(
                f"{name_of(type(self._layer))} cannot be copied ({in_words(error)}); give "
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
        return self._plan.fresh({**self._shared, **replacements} if self._shared else replacements)

    def _rebuilt(self, replacements: Mapping[int, Any]) -> Any:
        assert self._factory is not None
        with seeded_global_rngs(self._seed):
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


def in_dtype(layer: Any, dtype: Any, factory: Callable[[], Any] | None = None, seed: int = 0) -> Any:
    """A copy whose arrays of floating-point numbers all have one dtype.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(2, np.float32)
    >>> in_dtype(layer, np.dtype("float64")).W.dtype
    dtype('float64')
    """
    held = (reads(layer, path) for path in float_arrays(layer, kinds="f"))
    return LayerCopier(layer, factory, seed).fresh({id(array): array.astype(dtype) for array in held})
