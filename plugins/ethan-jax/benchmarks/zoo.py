"""The planted bugs of tests/zoo as `custom_vjp`, beside check_grads: `python benchmarks/zoo.py [layer ...]`.

A layer whose code runs on jax's arrays as it stands, with `np` taken for `jax.numpy`, becomes a rule: its
forward and its backward. Those that write into arrays, or keep something on the object, do not, and are
counted. jax's check runs in float64 and in reverse mode, on the one natural case; Ethan is given its arrays.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests"))

import ethan_jax
import jax
import jax.numpy as jnp
import numpy as np
from jax.test_util import check_grads
from zoo import Bug, Specimen, load_zoo

from ethan_check.cases.choose import choose_source


def rule_of(specimen: Specimen, bug: Bug | None, arguments: dict[str, Any]) -> Any:
    """The layer as a function with a rule.

    Raises:
        Exception: its code does not run on jax's arrays.
    """
    source = textwrap.dedent(inspect.getsource(specimen.cls)) if bug is None else specimen.mutated_source(bug)
    namespace = {**vars(sys.modules[specimen.cls.__module__]), "np": jnp}
    exec(compile(source, f"<{specimen.name}>", "exec"), namespace)
    layer = namespace[specimen.cls.__name__](**arguments)

    def forward(*inputs: Any) -> Any:
        return layer.forward(*inputs)[0]

    def backward(cache: Any, g: Any) -> Any:
        return tuple(layer.backward(g, cache))

    rule = jax.custom_vjp(forward)
    rule.defvjp(layer.forward, backward)
    return rule


def is_refused_by_jax(rule: Any, inputs: tuple[Any, ...]) -> bool:
    """Whether jax's own check raises, of the arrays that are differentiated."""
    moved = [at for at, array in enumerate(inputs) if np.asarray(array).dtype.kind == "f"]

    def of_moved(*some: Any) -> Any:
        every = list(inputs)
        for at, array in zip(moved, some, strict=True):
            every[at] = array
        return rule(*every)

    try:
        with jax.enable_x64(True):
            check_grads(of_moved, [jnp.asarray(inputs[at]) for at in moved], order=1, modes=["rev"])
    except Exception:
        return True
    return False


def main(chosen: list[str]) -> None:
    """Print a line for each layer, and the shares."""
    caught = {"ethan": 0, "check_grads": 0}
    spent = {"ethan": 0.0, "check_grads": 0.0}
    bugs, left_out, alarms = 0, [], []
    for specimen in load_zoo():
        if (chosen and specimen.name not in chosen) or "cached" not in specimen.tags:
            continue
        source = choose_source(specimen.cls, None, specimen.contract, specimen.cases, 0)
        case = source.draw(0).case
        inputs, arguments = case.inputs, dict(specimen.cases[0])
        try:
            right = rule_of(specimen, None, arguments)
            is_refused = is_refused_by_jax(right, inputs)
            with jax.enable_x64(True):
                jax.vjp(right, *map(jnp.asarray, inputs))
        except Exception:
            left_out.append(specimen.name)
            continue
        if is_refused or not ethan_jax.check(right, *inputs, shrink=False):
            alarms.append(specimen.name + " (check_grads)" * is_refused)
        missed = []
        for bug in specimen.bugs:
            try:
                rule = rule_of(specimen, bug, arguments)
            except Exception:
                continue
            bugs += 1
            started = time.process_time()
            report = ethan_jax.check(rule, *inputs, shrink=False)
            between = time.process_time()
            caught["check_grads"] += is_refused_by_jax(rule, inputs)
            spent["check_grads"] += time.process_time() - between
            spent["ethan"] += between - started
            caught["ethan"] += not report
            if report:
                missed.append(f"{bug.line!r} -> {bug.becomes!r}")
        print(f"{specimen.name}: so far {caught} of {bugs}", *missed, sep="\n  ", flush=True)
    print(f"{bugs} bugs; left out, as their code is numpy's: {left_out}")
    print(f"accused though right: {alarms or 'none'}")
    for name, count in caught.items():
        print(f"{name}: {count / max(bugs, 1):.1%} caught, {spent[name] / max(bugs, 1):.2f} s of CPU a bug")


if __name__ == "__main__":
    main(sys.argv[1:])
