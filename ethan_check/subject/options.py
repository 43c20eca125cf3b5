"""What a user says about a layer beside its contract: in Python, in a registration or in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_args

import numpy as np

from ethan_check.numerics.precision import PRECISIONS, Precision
from ethan_check.numerics.tolerances.bars import LEAST_ACCURATE
from ethan_check.subject.conventions import convention_names
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.declared_differences import declared_differences
from ethan_check.subject.translation import NO_TRANSLATORS, Translators
from ethan_core.arguments import are_names, as_names, is_one_of, require, shown
from ethan_core.contract import Reduction
from ethan_core.errors import ArgumentError

__all__ = [
    "NO_OPTIONS",
    "LayerOptions",
    "precision_of",
    "require_budget",
    "require_certificate",
    "require_seed",
]


_OF_PLUGINS = ("adapters", "translators")
"""What is not said of a layer, but brought by what is installed."""


@dataclass(frozen=True)
class LayerOptions:
    """How one layer is to be read and run.

    Args:
        convention: the name of the convention of its backward; None to find it out.
        reduction: how gradients are reduced over the batch, for all parameters or by name.
        dtype: `"float64"`: the layer's own arrays are made so; `"float32"`, `"float16"` or a precision of a
            plugin's: it runs in that alone.
        frozen: the names of parameters and inputs that are not trained.
        differs: which gradients are not the derivative on purpose, and how.
        certificate: what every certificate has to be below for a pass; None for what the run demands.
        accuracy: how accurate forward is, relative, where rounding does not say so: of an iterative solver.
        complex: `"conjugate"` where gradients of complex arrays are the conjugates of steepest ascent.
        adapters: the conventions of plugins.
        translators: the plugins that make layers of the things of other frameworks.
        budget: the seconds that the layer may take; None for what the run allows.

    >>> LayerOptions.stated({"frozen": ["b"]}).frozen
    ('b',)
    """

    convention: str | None = None
    reduction: Reduction | Mapping[str, Reduction] | None = None
    dtype: str | Precision | None = None
    frozen: tuple[str, ...] = ()
    differs: Mapping[str, Any] = field(default_factory=dict)
    certificate: float | None = None
    accuracy: float | None = None
    complex: str | None = None
    adapters: tuple[Adapter, ...] = ()
    translators: Translators = NO_TRANSLATORS
    budget: float | None = None

    def __post_init__(self) -> None:
        declared_differences(self.differs)
        if self.certificate is not None:
            require_certificate(self.certificate)
        if self.budget is not None:
            require_budget(self.budget)
        _require_words(self.reduction)
        is_dtype = self.dtype is None or is_one_of(self.dtype, ("float64", *PRECISIONS))
        expected = '"float64", "float32" or "float16"'
        require(is_dtype or isinstance(self.dtype, Precision), "dtype", self.dtype, expected)
        if self.accuracy is not None:
            _require_accuracy(self.accuracy)
        is_complex = self.complex is None or is_one_of(self.complex, ("conjugate",))
        expected = '"conjugate", or nothing where the gradient of a real L is dL/dRe z + i dL/dIm z'
        require(is_complex, "complex", self.complex, expected)
        require(are_names(self.frozen), "frozen", self.frozen, 'names, as in ("W",)')
        if self.convention is None:
            return
        known = dict.fromkeys((*(adapter.name for adapter in self.adapters), *convention_names()))
        if not is_one_of(self.convention, tuple(known)):
            raise ArgumentError(
                f"convention {shown(self.convention)} is unknown; expected one of {', '.join(known)}"
            )

    @classmethod
    def stated(
        cls,
        options: Mapping[str, Any],
        adapters: Iterable[Adapter] = (),
        translators: Translators = NO_TRANSLATORS,
    ) -> LayerOptions:
        """The options of a registration.

        Raises:
            ArgumentError: there is no such option, or no such convention.
        """
        known = [option.name for option in fields(cls) if option.name not in _OF_PLUGINS]
        unknown = sorted(set(options) - set(known))
        if unknown:
            raise ArgumentError(f"{unknown[0]!r} is no option; expected one of {', '.join(known)}")
        values = {**options, "frozen": as_names(options.get("frozen", ()), "frozen")}
        return cls(**values, adapters=tuple(adapters), translators=translators)

    @property
    def keywords(self) -> dict[str, Any]:
        """As the keyword arguments of `Subject`, which knows nothing of verdicts and meets layers alone."""
        left_out = ("budget", "certificate", "translators")
        return {name: value for name, value in vars(self).items() if name not in left_out}


def precision_of(dtype: str | Precision | None) -> Precision | None:
    """What a layer runs in alone; None where it may run in float64.

    >>> str(precision_of("float16")), precision_of("float64")
    ('float16', None)
    """
    return dtype if isinstance(dtype, Precision) else PRECISIONS.get(dtype or "")


def _require_words(reduction: Any) -> None:
    for word in reduction.values() if isinstance(reduction, Mapping) else (reduction,):
        if word is not None and not is_one_of(word, get_args(Reduction)):
            expected = ", ".join(f'"{one}"' for one in get_args(Reduction))
            raise ArgumentError(f"reduction is {shown(word)}, expected one of {expected}")


def _require_accuracy(accuracy: Any) -> None:
    is_number = isinstance(accuracy, int | float) and not isinstance(accuracy, bool)
    if not is_number or not 0 < accuracy < LEAST_ACCURATE:
        raise ArgumentError(
            f"accuracy is {shown(accuracy)}, expected how accurate forward is, relative: a number above 0 "
            f"and below {LEAST_ACCURATE:g}, such as 1e-8"
        )


def require_seed(seed: Any) -> None:
    """Refuse what seeds no generator.

    Raises:
        ArgumentError: it is no whole number from 0 up.

    >>> require_seed(7)
    """
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise ArgumentError(f"seed is {shown(seed)}, expected a whole number from 0 up; the default is 0")


def require_budget(budget: Any) -> None:
    """Refuse what is no time.

    Raises:
        ArgumentError: it is no number of seconds above 0.

    >>> require_budget(30)
    """
    is_number = isinstance(budget, int | float) and not isinstance(budget, bool)
    if not is_number or not 0 < budget < np.inf:
        raise ArgumentError(
            f"budget is {budget!r}, expected the seconds that a layer may take: a number above 0, such as 30"
        )


def require_certificate(certificate: Any) -> None:
    """Refuse what no certificate can be below, or what any is.

    Raises:
        ArgumentError: it is no number from the rounding of float64 to 1.

    >>> require_certificate(1e-6)
    """
    smallest = float(np.finfo(np.float64).eps)
    is_number = isinstance(certificate, int | float) and not isinstance(certificate, bool)
    if not is_number or not smallest <= certificate < 1:
        said = {True: "no run can show less than float64 rounds, 2.2e-16", False: "1 or more says nothing"}
        why = f": {said[certificate < smallest]}" if is_number and certificate == certificate else ""
        raise ArgumentError(
            f"certificate is {shown(certificate)}, expected a number from 2.2e-16 to below 1, such as 1e-6"
            f"{why}"
        )


NO_OPTIONS = LayerOptions()
"""Of a layer of which nothing is said: everything is found out."""
