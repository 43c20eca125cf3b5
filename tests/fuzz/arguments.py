"""Arguments of the public functions, of every kind."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from ethan_check import check_function, check_layer, layer_checks
from ethan_core import Contract
from ethan_core.case import Case
from ethan_core.registry import Registry
from fuzz.anything import ANYTHING, hold_to_a_line, told
from fuzz.layers import Square

__all__ = ["ARGUMENTS", "try_arguments"]

OPTIONS = (
    "name", "contract", "cases", "checks", "seed", "convention", "reduction", "dtype", "frozen", "differs",
    "certificate", "accuracy", "complex", "shrink", "explain",
)  # fmt: skip
CONTRACT = tuple(Contract.__dataclass_fields__)
GOOD = (np.array([[0.5, -1.5, 2.0]]),)


def _some(names):
    return st.dictionaries(st.sampled_from(names), ANYTHING, min_size=1, max_size=2)


ARGUMENTS = st.one_of(
    st.tuples(st.just("check_layer"), st.just(Square), _some(OPTIONS)),
    st.tuples(st.just("check_layer"), ANYTHING, st.just({})),
    st.tuples(st.just("inputs"), ANYTHING, st.just({})),
    st.tuples(st.just("layer_checks"), st.just(Square), _some((*OPTIONS, "expected_failures"))),
    st.tuples(
        st.just("check_function"), ANYTHING, _some(("seed", "checks", "name", "explain", "complex", "array"))
    ),
    st.tuples(st.just("Contract"), st.none(), _some(CONTRACT)),
    st.tuples(
        st.just("register"),
        ANYTHING,
        _some(("name", "cases", "contract", "expected_failures", *OPTIONS[5:8])),
    ),
    st.tuples(st.just("Case"), ANYTHING, st.just({})),
)


def _call(function, subject, named):
    if function == "Contract":
        return Contract(**named)
    if function == "register":
        return Registry().register(named.pop("name", "fuzzed.v1"), subject, **named)
    if function == "Case":
        return check_layer(cases=[Case(subject, GOOD)], checks=["shapes"])
    if function == "inputs":
        return check_layer(Square(), subject, checks=["shapes", "gradient"])
    if function == "check_function":
        array = named.pop("array", GOOD[0])
        return check_function(
            lambda x: x * x, lambda g, x: 2 * x * g, array, **{"checks": ["shapes"], **named}
        )
    if function == "layer_checks":
        bound = layer_checks(Square(), GOOD, **{"checks": ["shapes"], **named})
        return [check.outcome() for _, check in bound]
    layer = subject() if subject is Square else subject
    return check_layer(layer, GOOD, **{"checks": ["shapes", "gradient"], **named})


def try_arguments(arguments):
    """Call a function: what is wrong with its arguments is told in a line."""
    function, subject, named = arguments
    report = told(lambda: _call(function, subject, dict(named)))
    if hasattr(report, "findings"):
        hold_to_a_line(str(report))
