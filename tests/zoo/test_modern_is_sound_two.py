"""The second half of the modern zoo, held to brute-force differences of its own forward."""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ethan_core import Case

from .modern import ModernSpecimen
from .specimen import MAY_CHANGE_FORWARD, Bug

pytestmark = pytest.mark.newest_only

MODULES = (
    "pool_max",
    "pool_average",
    "pool_global",
    "pool_global_max",
    "resize",
    "grid_sample",
    "sub_pixel",
    "scatter_gather",
    "embeddings",
    "segments",
    "ctc",
    "loss_classes",
    "loss_binary",
    "loss_robust",
    "loss_metric",
    "loss_contrast",
    "linalg_inverse",
    "linalg_factor",
    "linalg_action",
    "fft_layers",
    "cumulative",
    "sorting",
    "activations_smooth",
    "activations_learned",
    "stochastic",
)
SPECIMENS: tuple[ModernSpecimen, ...] = tuple(
    specimen
    for module in MODULES
    for specimen in importlib.import_module(f"{__package__}.modern.{module}").SPECIMENS
)
STEP = 1e-4
DRAWS = 40
RATE = 0.125
"""The learning rate of those that update in backward."""


def tied_maximum(cls: type) -> Case:
    return Case(cls(), (np.array([[[[1.0, 3.0], [2.0, 3.0]]]]),))


def twice_the_same_eigenvalue(cls: type) -> Case:
    return Case(cls(), (np.diag([2.0, 2.0, 5.0])[None],))


def wide_window(cls: type) -> Case:
    return Case(cls(17), (np.arange(17.0 * 17).reshape(1, 1, 17, 17),))


def row_of_zeros(cls: type) -> Case:
    a, b = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, -1.0]]), np.array([[1.0, -1.0, 0.5], [2.0, 0.0, 1.0]])
    return Case(cls(eps=1e-4), (a, b, np.array([1, 1])))


def long_axis(cls: type) -> Case:
    return Case(cls(0), (np.linspace(-1, 1, 33)[:, None, None],))


SPECIAL: dict[str, Callable[[type], Case]] = {
    "global_max_pool": tied_maximum,
    "max_pool2d": wide_window,
    "cosine_embedding_loss": row_of_zeros,
    "log_cumsum_exp": long_axis,
    "log_eig": twice_the_same_eigenvalue,
}
"""Cases for the bugs whose note begins with `special case`."""


def case_of(specimen: ModernSpecimen, cls: type, seed: int) -> Case:
    """A drawn case; the natural one for seed -1 and the special one for seed -2."""
    if seed == -1:
        return specimen.natural(cls)
    if seed == -2:
        return SPECIAL[specimen.name](cls)
    return specimen.draw(cls, np.random.default_rng(seed))


def forward(layer: Any, inputs: tuple[Any, ...]) -> tuple[Any, Any]:
    """The output, and what backward needs besides the layer: a cache, a closure or None."""
    result = (layer.forward if hasattr(layer, "forward") else layer)(*inputs)
    return result if isinstance(result, tuple) else (result, None)


def backward(layer: Any, context: Any, cotangent: Any) -> Any:
    if callable(context):
        return context(cotangent)
    if context is not None:
        return layer.backward(cotangent, context)
    names = inspect.signature(layer.backward).parameters
    if {"lr", "learning_rate"} & names.keys():
        return layer.backward(cotangent, RATE)
    return layer.backward(cotangent) if names else layer.backward()


def takes_cotangent(layer: Any, context: Any) -> bool:
    return context is not None or bool(inspect.signature(layer.backward).parameters)


def cotangent_for(out: Any, layer: Any, context: Any) -> Any:
    rng = np.random.default_rng(np.size(out))
    drawn = rng.standard_normal(np.shape(out))
    return drawn if takes_cotangent(layer, context) else np.float64(1)


def copied(gradients: Any) -> dict[str, np.ndarray]:
    return {name: np.array(gradient, copy=True) for name, gradient in gradients.items()}


def step(specimen: ModernSpecimen, layer: Any, inputs: tuple[Any, ...]) -> tuple[Any, Any]:
    """The output and the gradients of one forward and backward."""
    out, context = forward(layer, inputs)
    out = np.array(out, copy=True)
    returned = backward(layer, context, cotangent_for(out, layer, context))
    return out, copied(specimen.gradients(layer, returned))


def differences(specimen: ModernSpecimen, case: Case) -> dict[str, np.ndarray]:
    """Fourth-order central differences in every entry of every float input and parameter."""
    layer, inputs = case.layer, tuple(np.array(a, copy=True) if is_float(a) else a for a in case.inputs)
    out, context = forward(copy.deepcopy(layer), inputs)
    cotangent = cotangent_for(out, layer, context)
    arrays = {("x" if i == 0 else f"x{i}"): a for i, a in enumerate(inputs) if is_float(a)}
    arrays |= specimen.parameters(layer)

    draws = any(isinstance(kept, np.random.Generator) for kept in vars(layer).values())

    def value() -> float:
        return float(np.sum(cotangent * forward(copy.deepcopy(layer) if draws else layer, inputs)[0]))

    found = {}
    for name, array in arrays.items():
        found[name] = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            centre, samples = array[index], []
            for k in (-2, -1, 1, 2):
                array[index] = centre + k * STEP
                samples.append(value())
            array[index] = centre
            found[name][index] = (samples[0] - 8 * samples[1] + 8 * samples[2] - samples[3]) / (12 * STEP)
    return found


def is_float(a: Any) -> bool:
    return isinstance(a, np.ndarray) and a.dtype.kind == "f"


def near(a: Any, b: Any, tolerance: float) -> bool:
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    return a.size == 0 or bool(np.all(np.abs(a - b) <= tolerance * (1e-3 + np.abs(b).max())))


def shrunk(a: Any) -> Any:
    return a * 0.9 if is_float(a) else a


def strided(a: Any) -> Any:
    return np.repeat(a, 2, axis=-1)[..., ::2] if is_float(a) and a.ndim else a


def primed(case: Case) -> Case:
    """The case after one forward, for layers that create their parameters there."""
    forward(case.layer, case.inputs)
    return case


def trace(specimen: ModernSpecimen, cls: type, seed: int) -> list[Any]:
    """Everything that a second call, a second instance or a strided array can bring to light."""
    case, twin = case_of(specimen, cls, seed), case_of(specimen, cls, seed)
    seen: list[Any] = [step(specimen, case.layer, case.inputs)]
    seen.append(step(specimen, case.layer, tuple(shrunk(a) for a in case.inputs)))
    seen.append(step(specimen, case.layer, case.inputs))
    seen.append(case.inputs)
    seen.append(copied(specimen.parameters(case.layer)))
    out, context = forward(twin.layer, twin.inputs)
    cotangent = cotangent_for(out, twin.layer, context)
    for other in (case_of(specimen, cls, seed), case_of(specimen, cls, seed + 1000)):
        step(specimen, other.layer, tuple(shrunk(a) for a in other.inputs))
    if context is not None:
        forward(twin.layer, tuple(shrunk(a) for a in twin.inputs))
    returned = backward(twin.layer, context, cotangent)
    seen.append(copied(specimen.gradients(twin.layer, returned)))
    step(specimen, other.layer, other.inputs)
    seen.append(copied(specimen.gradients(twin.layer, returned)))
    seen.append(cotangent)
    if context is None or not specimen.parameters(twin.layer):
        seen.append(copied(specimen.gradients(twin.layer, backward(twin.layer, context, cotangent))))
    if specimen.parameters(twin.layer):
        for parameter in specimen.parameters(twin.layer).values():
            parameter *= 1.25
        seen.append(step(specimen, twin.layer, twin.inputs))
    other = case_of(specimen, cls, seed)
    seen.append(step(specimen, other.layer, tuple(strided(a) for a in other.inputs)))
    return list(flat(seen))


def flat(tree: Any) -> Any:
    if isinstance(tree, dict):
        tree = [tree[name] for name in sorted(tree)]
    if isinstance(tree, list | tuple):
        for branch in tree:
            yield from flat(branch)
    elif tree is not None:
        yield np.array(tree, copy=True)


BY_NAME = {specimen.name: specimen for specimen in SPECIMENS}


@functools.cache
def correct_trace(name: str, seed: int) -> list[Any]:
    return trace(BY_NAME[name], BY_NAME[name].cls, seed)


@functools.cache
def correct(name: str, seed: int) -> tuple[Any, Any]:
    specimen = BY_NAME[name]
    case = case_of(specimen, specimen.cls, seed)
    return step(specimen, case.layer, case.inputs)


def shows(specimen: ModernSpecimen, bug: Bug, cls: type, seed: int) -> bool:
    """Whether the bug makes a silent difference on a case; an exception is none."""
    case = case_of(specimen, cls, seed)
    if bug.kind in MAY_CHANGE_FORWARD:
        good = correct_trace(specimen.name, seed)
        try:
            bad = trace(specimen, cls, seed)
        except (ValueError, IndexError):
            return False
        return any(a.dtype != b.dtype or not near(b, a, 1e-10) for a, b in zip(good, bad, strict=True))
    out, gradients = correct(specimen.name, seed)
    seen, context = forward(case.layer, case.inputs)
    assert np.array_equal(seen, out, equal_nan=True), "forward has changed"
    try:
        returned = backward(case.layer, context, cotangent_for(out, case.layer, context))
        found = copied(specimen.gradients(case.layer, returned))
    except (ValueError, IndexError):
        return False
    return any(not near(found[name], gradients[name], 1e-9) for name in gradients)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.name)
def test_a_correct_layer_agrees_with_differences(specimen: ModernSpecimen) -> None:
    for seed in (-1, 0, 1, 2):
        case = primed(case_of(specimen, specimen.cls, seed))
        expected = differences(specimen, case)
        before = copy.deepcopy(case.inputs)
        found = step(specimen, case.layer, case.inputs)[1]
        for given, kept in zip(case.inputs, before, strict=True):
            assert np.array_equal(given, kept), "an input has changed"
        names = set(specimen.parameters(case.layer)) | set(found)
        assert found.keys() == names, "a parameter has no gradient"
        for name, gradient in found.items():
            assert gradient.shape == expected[name].shape, name
            assert np.isfinite(gradient).all(), name
            assert near(gradient, expected[name], 1e-6), (name, seed, gradient, expected[name])


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.name)
def test_every_bug_compiles_and_shows(specimen: ModernSpecimen) -> None:
    assert 4 <= len(specimen.bugs) <= 7
    assert len({(bug.line, bug.becomes) for bug in specimen.bugs}) == len(specimen.bugs)
    for bug in specimen.bugs:
        built = specimen.build(bug)
        seeds = [-2] if bug.note.startswith("special case") else range(DRAWS)
        assert any(shows(specimen, bug, built, seed) for seed in seeds), bug


def test_the_names_are_unique() -> None:
    assert len(BY_NAME) == len(SPECIMENS)
