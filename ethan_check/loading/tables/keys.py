"""The keys of a table: what each may hold, and what is said when it holds something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ethan_check.checks import builtin_checks
from ethan_check.loading.tables.call_keys import (
    read_arguments,
    read_backward,
    read_dtype,
    read_function,
    read_positions,
    read_setup,
)
from ethan_check.loading.tables.common_keys import (
    read_init,
    read_inits,
    read_names,
    read_text,
    read_yes_or_no,
)
from ethan_check.loading.tables.contract_keys import (
    read_domain,
    read_integers,
    read_kinks,
    read_reduction,
    read_ties,
)
from ethan_check.loading.tables.error import Place
from ethan_check.loading.tables.modes import Modes, read_modes
from ethan_check.loading.tables.shape_keys import read_input, read_parameters, read_signature
from ethan_core.contract import Contract

__all__ = ["CONTRACT_KEYS", "KEYS"]


def _arrays(place: Place, key: str, value: Any) -> tuple[Any, ...]:
    example = "a list of arrays, as in [{ shape = [3, 4] }, { array = [0, 2, 1] }]"
    if not isinstance(value, list) or not value:
        raise place.wrong(key, value, example)
    for array in value:
        if not isinstance(array, dict) or not {"array", "shape", "import"} & set(array):
            raise place.wrong(key, value, example)
    return tuple(value)


def _reasons(place: Place, key: str, value: Any) -> Mapping[str, str]:
    example = 'a reason for each check, as in { gradient = "db is a mean" }, or one for all of them'
    if isinstance(value, str) and value.strip():
        return {check.name: value for check in builtin_checks()}
    if not isinstance(value, dict):
        raise place.wrong(key, value, example)
    for name, reason in value.items():
        if not isinstance(reason, str) or not reason.strip():
            raise place.wrong(f"{key}.{name}", reason, "the reason")
    return value


def _train(place: Place, key: str, value: Any) -> Modes:
    return read_modes(value, place)


KEYS: Mapping[str, Callable[[Place, str, Any], Any]] = {
    "init": read_init,
    "inits": read_inits,
    "input": read_input,
    "shapes": read_signature,
    "example": _arrays,
    "inputs": read_names,
    "parameters": read_parameters,
    "constants": read_names,
    "domain": read_domain,
    "integers": read_integers,
    "kinks": read_kinks,
    "ties": read_ties,
    "rows_independent": read_yes_or_no,
    "random": read_yes_or_no,
    "keeps_dtype": read_yes_or_no,
    "formula": read_text,
    "convention": read_text,
    "reduction": read_reduction,
    "train": _train,
    "forward": read_text,
    "backward": read_backward,
    "arguments": read_arguments,
    "outputs": read_positions,
    "setup": read_setup,
    "functions": read_names,
    "vjp": read_function,
    "tensor": read_function,
    "dtype": read_dtype,
    "frozen": read_names,
    "name": read_text,
    "checks": read_names,
    "expected_failures": _reasons,
}

CONTRACT_KEYS = tuple(key for key in KEYS if key in Contract.__dataclass_fields__ and key != "reduction")
