"""Operations that are linear in all that moves, and that are not written for complex numbers."""

from __future__ import annotations

from typing import Any

from jax import lax

from ethan_jax.analytic.table import imaginary, is_complex, is_real, real, rule


@rule(
    "scatter",
    "scatter-add",
    "scatter_add",
    "scatter-sub",
    "reduce_window_sum",
    "gather",
    "conv_general_dilated",
    "cumsum",
)
def _by_parts(operands: list[Any], parameters: Any, equation: Any) -> Any:
    """f(a) + i f(b), or with the product rule for a convolution of two that move."""
    bind = equation.primitive.bind
    if equation.primitive.name == "conv_general_dilated" and all(map(is_complex, operands)):
        (a, k), (b, m) = map(real, operands), map(imaginary, operands)
        moved = bind(b, k, **parameters) + bind(a, m, **parameters)
        return lax.complex(bind(a, k, **parameters), moved)
    parts = []
    for part in (real, imaginary):
        if equation.primitive.name == "conv_general_dilated":
            given = [part(one) if is_complex(one) else one for one in operands]
        else:
            given = [part(one) if is_complex(one) or is_real(one) else one for one in operands]
        parts.append(bind(*given, **parameters))
    return lax.complex(*parts)
