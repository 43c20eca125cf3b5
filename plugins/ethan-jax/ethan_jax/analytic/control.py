"""Operations that hold programs: calls, rules, branches and loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from ethan_jax.analytic.table import is_real, real, rule

Evaluated = Callable[[Any, Sequence[Any], Sequence[Any]], list[Any]]


def _of_programs(*names: str) -> Callable[[Any], Any]:
    """Enter a function of the interpreter itself, the operands and the parameters."""

    def entered(function: Any) -> Any:
        function.takes_programs = True
        return rule(*names)(function)

    return entered


@_of_programs(
    "jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat2", "checkpoint"
)
def _called(evaluated: Evaluated, operands: list[Any], parameters: Any) -> list[Any]:
    program = next(parameters[name] for name in ("call_jaxpr", "fun_jaxpr", "jaxpr") if name in parameters)
    return evaluated(getattr(program, "jaxpr", program), getattr(program, "consts", ()), operands)


@_of_programs("custom_linear_solve")
def _solved(evaluated: Evaluated, operands: list[Any], parameters: Any) -> list[Any]:
    """What the solver itself computes."""
    lengths, programs = parameters["const_lengths"], parameters["jaxprs"]
    before = lengths.matvec + lengths.vecmat
    constants = operands[before : before + lengths.solve]
    right = operands[before + lengths.solve + lengths.transpose_solve :]
    return evaluated(programs.solve.jaxpr, programs.solve.consts, [*constants, *right])


def _wide(found: Sequence[Any]) -> list[Any]:
    """All real numbers as complex ones, so that branches and turns of a loop give the same types."""
    return [one.astype(complex) if is_real(one) else one for one in map(jnp.asarray, found)]


@_of_programs("cond")
def _branched(evaluated: Evaluated, operands: list[Any], parameters: Any) -> list[Any]:
    def branch(program: Any) -> Callable[..., list[Any]]:
        return lambda *given: _wide(evaluated(program.jaxpr, program.consts, given))

    found: list[Any] = jax.lax.switch(operands[0], list(map(branch, parameters["branches"])), *operands[1:])
    return found


@_of_programs("scan")
def _scanned(evaluated: Evaluated, operands: list[Any], parameters: Any) -> list[Any]:
    program, constants, carried = parameters["jaxpr"], parameters["num_consts"], parameters["num_carry"]
    fixed, rest = operands[:constants], operands[constants:]

    def turn(carry: list[Any], each: list[Any]) -> tuple[list[Any], list[Any]]:
        found = _wide(evaluated(program.jaxpr, program.consts, [*fixed, *carry, *each]))
        return found[:carried], found[carried:]

    last, stacked = jax.lax.scan(
        turn, _wide(rest[:carried]), rest[carried:], parameters["length"], parameters["reverse"]
    )
    return [*last, *stacked]


@_of_programs("while")
def _repeated(evaluated: Evaluated, operands: list[Any], parameters: Any) -> list[Any]:
    first, second = parameters["cond_nconsts"], parameters["body_nconsts"]
    of_condition, of_body = operands[:first], operands[first : first + second]
    condition, body = parameters["cond_jaxpr"], parameters["body_jaxpr"]

    def goes_on(carry: list[Any]) -> Any:
        return real(evaluated(condition.jaxpr, condition.consts, [*of_condition, *carry])[0])

    def turn(carry: list[Any]) -> list[Any]:
        return _wide(evaluated(body.jaxpr, body.consts, [*of_body, *carry]))

    found: list[Any] = jax.lax.while_loop(goes_on, turn, _wide(operands[first + second :]))
    return found
