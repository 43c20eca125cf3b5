"""The zoo itself is held to account: its layers are right, and each of its bugs is a bug."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from . import KINDS, Bug, Specimen, load_zoo
from .conventions import CONVENTIONS
from .discipline import DISCIPLINES
from .draws import SMOOTH, Draw, draw, draws, sibling
from .oracle import dense_gradients
from .runner import differing, evaluate
from .specimen import MAY_CHANGE_FORWARD

pytestmark = pytest.mark.newest_only

ZOO = load_zoo()
# A gradient buffer that is used again is legitimate, and what the oracle's discipline forbids.
CORRECT = (*ZOO, *(specimen for specimen in CONVENTIONS if specimen.name != "ReusedGradientBuffer"))
HIDDEN_FROM_ONES = "ones-cotangent"

by_name = pytest.mark.parametrize("specimen", ZOO, ids=lambda specimen: specimen.name)
correct = pytest.mark.parametrize("specimen", CORRECT, ids=lambda specimen: specimen.name)


def complaints(specimen: Specimen, cls: type, seed: int, values: str) -> Iterator[str]:
    """What all disciplines say about a class, in all configurations."""
    rng = np.random.default_rng(seed)
    for kwargs in specimen.cases:
        some = draw(specimen, kwargs, values, rng)
        for discipline in DISCIPLINES:
            yield from discipline(specimen, cls, some, sibling(specimen, some, rng))


def unequal(specimen: Specimen, cls: type, some: Draw) -> list[str]:
    """The gradients in which a mutated class differs from the correct one."""
    expected = evaluate(specimen, specimen.cls, some)[1]
    return differing(evaluate(specimen, cls, some.mapped(np.copy))[1], expected)


def illegal_at_a_tie(specimen: Specimen, cls: type, some: Draw) -> bool:
    """Whether a slope lies outside the one-sided derivatives; a mere choice of subgradient stays inside."""
    rng, step = np.random.default_rng(7), 1e-7
    gradient = evaluate(specimen, cls, some.mapped(np.copy))[1]
    names = specimen.contract.inputs
    start = evaluate(specimen, specimen.cls, some)[0]
    for along in (np.ones, lambda shape: rng.choice([-1.0, 1.0], shape)):
        ways = [
            along(array.shape) if name in gradient else 0
            for name, array in zip(names, some.inputs, strict=True)
        ]
        sides = []
        for h in (step, -step):
            moved = tuple(array + h * way for array, way in zip(some.inputs, ways, strict=True))
            out = evaluate(specimen, specimen.cls, replace(some, inputs=moved))[0]
            sides.append(((out - start) * some.dout).sum() / h)
        slope = sum(
            (gradient[name] * way).sum() for name, way in zip(names, ways, strict=True) if name in gradient
        )
        if not min(sides) - 1e-4 <= slope <= max(sides) + 1e-4:
            return True
    return False


def documented(specimen: Specimen) -> bool:
    return bool(specimen.contract.kinks or specimen.contract.ties)


@correct
def test_correct_layer_agrees_with_dense_differences(specimen: Specimen) -> None:
    for some in draws(specimen, rounds=1, largest=3):
        if some.values not in SMOOTH:
            continue
        analytic = evaluate(specimen, specimen.cls, some)[1]
        numeric, error = dense_gradients(specimen, some)
        assert analytic.keys() == numeric.keys()
        for name, expected in numeric.items():
            allowed = 1e-7 * (1 + np.abs(expected).max()) + 30 * error[name]
            assert analytic[name].shape == expected.shape
            assert (np.abs(analytic[name] - expected) <= allowed).all(), (name, some)


@correct
@pytest.mark.parametrize("values", ["typical", "integers"])
def test_correct_layer_is_disciplined(specimen: Specimen, values: str) -> None:
    assert list(complaints(specimen, specimen.cls, 1, values)) == []


@by_name
def test_bugs_are_wrong_in_backward_only(specimen: Specimen) -> None:
    for bug in specimen.bugs:
        cls = specimen.build(bug)
        for some in draws(specimen, rounds=1, seed=2):
            out = evaluate(specimen, cls, some.mapped(np.copy))[0]
            if bug.kind not in MAY_CHANGE_FORWARD:
                assert np.array_equal(out, evaluate(specimen, specimen.cls, some)[0]), bug


@by_name
def test_every_bug_can_be_observed(specimen: Specimen) -> None:
    for bug in specimen.bugs:
        observe = observed_beside if bug.kind in MAY_CHANGE_FORWARD else observed_in_gradients
        assert observe(specimen, bug), bug


def observed_beside(specimen: Specimen, bug: Bug) -> bool:
    cls = specimen.build(bug)
    return any(any(True for _ in complaints(specimen, cls, seed, "typical")) for seed in range(6))


def observed_in_gradients(specimen: Specimen, bug: Bug) -> bool:
    cls = specimen.build(bug)
    for some in draws(specimen, rounds=8, seed=3):
        if unequal(specimen, cls, some) and (
            some.values in SMOOTH or documented(specimen) or illegal_at_a_tie(specimen, cls, some)
        ):
            return True
    return False


@by_name
def test_conditional_bugs_are_right_somewhere(specimen: Specimen) -> None:
    for bug in specimen.bugs:
        if bug.kind in ("shape-conditional", "value-conditional"):
            cls = specimen.build(bug)
            assert any(not unequal(specimen, cls, some) for some in draws(specimen, rounds=4, seed=4)), bug


@by_name
def test_bugs_hidden_from_ones_are_hidden(specimen: Specimen) -> None:
    for bug in specimen.bugs:
        if bug.kind != HIDDEN_FROM_ONES:
            continue
        cls = specimen.build(bug)
        for some in draws(specimen, rounds=1, seed=5):
            ones = replace(some, dout=np.ones_like(some.dout))
            expected = evaluate(specimen, specimen.cls, ones)[1]
            for name, got in evaluate(specimen, cls, ones)[1].items():
                np.testing.assert_allclose(got, expected[name], rtol=1e-9, atol=1e-9, err_msg=bug.becomes)


@by_name
def test_small_bugs_are_small(specimen: Specimen) -> None:
    for bug in specimen.bugs:
        if bug.kind != "small":
            continue
        cls, relative = specimen.build(bug), []
        for some in draws(specimen, rounds=6, seed=6):
            if some.values != "typical":
                continue
            expected = evaluate(specimen, specimen.cls, some)[1]
            got = evaluate(specimen, cls, some)[1]
            worst = max(np.abs(got[name] - expected[name]).max() for name in expected)
            largest = max(np.abs(array).max() for array in expected.values())
            if largest > 1e-9:
                relative.append(worst / largest)
        assert 0 < np.median(relative) < 2e-2, (bug, relative)


def test_the_zoo_is_large_and_balanced() -> None:
    kinds = Counter(bug.kind for specimen in ZOO for bug in specimen.bugs)
    assert len(ZOO) >= 34
    assert sum(kinds.values()) >= 220
    assert min(kinds[kind] for kind in KINDS) >= 12
    conventions = Counter(tag for specimen in ZOO for tag in specimen.tags)
    assert min(conventions["cached"], conventions["plain"]) >= len(ZOO) // 3


def test_no_bug_stands_twice() -> None:
    sources = Counter(specimen.mutated_source(bug) for specimen in ZOO for bug in specimen.bugs)
    assert max(sources.values()) == 1
