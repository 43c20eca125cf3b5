"""Inputs that stand in a file beside constructor arguments: neither is made before it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.cases.construct import construct
from ethan_check.cases.source import arguments_in_words
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.frameworks import foreign_layer
from ethan_core.case import Case
from ethan_core.errors import EthanError

__all__ = ["Example"]


class Example(dict[str, Any]):
    """Constructor arguments, and the inputs that go with them.

    Args:
        arguments: of the constructor.
        inputs: makes the inputs; they may be what code of somebody else's returns.

    >>> made = Example({"maxlen": 3}, lambda: [[1, 2]]).case(__import__("collections").deque, 0)
    >>> made.layer, made.inputs, made.label
    (deque([], maxlen=3), (array([1, 2]),), 'maxlen=3')
    """

    def __init__(self, arguments: Mapping[str, Any], inputs: Callable[[], list[Any]]) -> None:
        super().__init__(arguments)
        self._inputs = inputs

    def case(self, make: Callable[..., Any], seed: int) -> Case:
        """The layer and its inputs: arrays; for a framework's layer also numbers and words.

        Args:
            make: makes the layer; or is one, as a framework has it.
            seed: of the generators of constructors.

        Raises:
            LayerFault: the constructor raised, or what makes an input.
            EthanError: what is said of either cannot be.
        """
        foreign = foreign_layer(getattr(make, "origin", make))
        layer = make if foreign is not None and not foreign.is_made else construct(make, self, seed)
        try:
            with KeptProcess(), Silenced(), seeded_global_rngs(seed):
                given = self._inputs()
                arrays = tuple(given if foreign else map(np.asarray, given))
        except EthanError:
            raise  # The file says something that cannot be, in words of its own.
        except BaseException as error:
            raise fault_of("what makes its example", error) from None
        return Case(layer, arrays, label=arguments_in_words(self))
