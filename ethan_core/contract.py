"""What a layer promises, as data.

A layer needs no contract to be checked; each line of one buys more checking. Nothing here is
computed: the checker reads a contract, and a layer's own argument validation reads the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ethan_core.arguments import is_one_of
from ethan_core.contract_fields import require_fields
from ethan_core.domain import STRUCTURES, Integers, Interval, as_integers, as_interval, as_structure
from ethan_core.errors import ContractError
from ethan_core.shapes import Shape, Signature, parse_shape, parse_signature

__all__ = ["Contract", "Integers", "Interval", "Kink", "Reduction"]

Reduction = Literal["sum", "mean", "per_sample"]
"""How a reported gradient relates to the derivative: as it is, divided by N, or multiplied by N."""


@dataclass(frozen=True)
class Kink:
    """A value of an elementwise layer's input where it has no derivative, and what it returns there."""

    at: float
    derivative: float


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a layer promises.

    Args:
        shapes: the signature, `"N in_features -> N out_features"`. Several inputs are separated by
            commas. Empty when nothing is known about shapes.
        inputs: the names of forward's inputs; gradients are reported as `dL_d<name>`.
        parameters: the shape of each trainable array, by attribute name.
        constants: inputs that are given but not differentiated, such as a loss's target.
        domain: the values that each input may take, as an `Interval`, a pair `(low, high)` or a word such as
            `"probability"`, `"one-hot"` or `"symmetric"`; the whole line where an input is missing.
        integers: inputs that hold integers, and what bounds them: `Integers(10)` or 10, or an axis by name.
        structures: which inputs have a structure, by its word; those of `domain` are among them.
        kinks: where an elementwise layer has no derivative, and what it documents there.
        ties: what a selection (a maximum) does with equal entries: `"first"` gives the whole
            gradient to the first. None when it is not documented.
        reduction: how reported gradients are reduced over the batch; one word for all parameters,
            or one for each name (parameters and inputs). `"sum"` is the derivative itself. None where nothing
            is declared: it is then what the layer's convention is used to.
        rows_independent: whether row n of the output depends on row n of the inputs alone.
        random: whether forward draws random numbers (Dropout in training mode), from a generator that the
            layer holds. None where nothing is declared.
        keeps_dtype: whether float32 in gives float32 out. None where nothing is declared.
        formula: the formulas of this configuration, in the notation of `ethan_core.formula`; None where
            those in the docstring's `Formula:` section hold for every configuration.

    Raises:
        ContractError: a line contradicts itself or another.

    >>> contract = Contract(shapes="N in_features -> N out_features",
    ...                     parameters={"W": "out_features in_features"})
    >>> contract.inputs
    ('X',)
    """

    shapes: str = ""
    inputs: tuple[str, ...] = ("X",)
    parameters: Mapping[str, str] = field(default_factory=dict)
    constants: tuple[str, ...] = ()
    domain: Mapping[str, Interval] = field(default_factory=dict)
    integers: Mapping[str, Integers] = field(default_factory=dict)
    structures: Mapping[str, str] = field(default_factory=dict)
    kinks: tuple[Kink, ...] = ()
    ties: Literal["first"] | None = None
    reduction: Reduction | Mapping[str, Reduction] | None = "sum"
    rows_independent: bool = False
    random: bool | None = False
    keeps_dtype: bool | None = True
    formula: str | None = None

    def __post_init__(self) -> None:
        require_fields(vars(self))
        if self.shapes and len(self.signature.inputs) != len(self.inputs):
            raise ContractError(
                f"shapes {self.shapes!r} names {len(self.signature.inputs)} inputs, "
                f"but inputs names {len(self.inputs)}: {', '.join(self.inputs)}"
            )
        for field_name in ("constants", "domain", "integers", "structures"):
            for name in getattr(self, field_name):
                if name not in self.inputs:
                    raise ContractError(
                        f"{field_name} names {name!r}, which is no input; "
                        f"the inputs are {', '.join(self.inputs)}"
                    )
        domain: Mapping[str, Any] = self.domain
        words = {name: stated for name, stated in domain.items() if is_one_of(stated, STRUCTURES)}
        structures = {name: as_structure(name, word) for name, word in {**self.structures, **words}.items()}
        rest = {name: stated for name, stated in domain.items() if name not in words}
        read_domain = {name: as_interval(name, stated) for name, stated in rest.items()}
        read_integers = {name: as_integers(name, stated) for name, stated in self.integers.items()}
        object.__setattr__(self, "domain", read_domain)
        object.__setattr__(self, "structures", structures)
        object.__setattr__(self, "integers", read_integers)
        for text in self.parameters.values():
            parse_shape(text)
        for reduction in self._reductions():
            if reduction not in get_args(Reduction):
                raise ContractError(
                    f"reduction {reduction!r}: expected one of {', '.join(get_args(Reduction))}"
                )

    def __deepcopy__(self, memo: object) -> Contract:
        """The contract itself: nothing in it changes."""
        return self

    @property
    def signature(self) -> Signature:
        """The parsed `shapes`."""
        return parse_signature(self.shapes)

    def parameter_shapes(self) -> dict[str, Shape]:
        """The parsed shape of each parameter."""
        return {name: parse_shape(text) for name, text in self.parameters.items()}

    def _reductions(self) -> tuple[str, ...]:
        if self.reduction is None:
            return ()
        return (self.reduction,) if isinstance(self.reduction, str) else tuple(self.reduction.values())

    def reduction_of(self, name: str, *, is_input: bool) -> Reduction:
        """How the gradient of one array is reduced: an input's is `"sum"` unless it is named."""
        if isinstance(self.reduction, str):
            return "sum" if is_input else self.reduction
        return "sum" if self.reduction is None else self.reduction.get(name, "sum")
