"""Holds modern layers of the first part to brute-force differences, and every planted bug to its kind."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from ethan_core import Case

from .modern.specimen import ModernSpecimen
from .specimen import MAY_CHANGE_FORWARD

pytestmark = pytest.mark.newest_only

MODULES = (
    "attention_causal",
    "attention_cosine",
    "attention_cross",
    "attention_flash",
    "attention_grouped_query",
    "attention_multi_head",
    "attention_relative",
    "batch_norm_1d",
    "batch_norm_spatial",
    "conv1d_causal",
    "conv1d_dilated",
    "conv2d_grouped",
    "conv2d_transposed",
    "conv_depthwise",
    "conv_pointwise",
    "gated_recurrence",
    "gated_rms_norm",
    "glu_mlp",
    "group_norm",
    "gru",
    "instance_norm",
    "l2_normalise",
    "layer_norm",
    "lstm",
    "mixture_of_experts",
    "moe_balance_loss",
    "rnn_bidirectional",
    "rnn_online",
    "rotary_half",
    "rotary_interleaved",
    "selective_scan",
    "spectral_norm",
    "weight_norm",
)
CONDITIONAL = frozenset({"shape-conditional", "value-conditional"})
DRAWS = 40
STEP = 5e-4


def _specimens() -> tuple[ModernSpecimen, ...]:
    package = __name__.rpartition(".")[0]
    modules = [importlib.import_module(f"{package}.modern.{name}") for name in MODULES]
    return tuple(specimen for module in modules for specimen in module.SPECIMENS)


SPECIMENS = _specimens()
BY_NAME = {specimen.name: specimen for specimen in SPECIMENS}
BUGS = [(specimen.name, number) for specimen in SPECIMENS for number in range(len(specimen.bugs))]


def kind(name: str, number: int) -> str:
    return BY_NAME[name].bugs[number].kind


def drawn(specimen: ModernSpecimen, cls: type, seed: int) -> Case:
    return specimen.draw(cls, np.random.default_rng([seed, len(specimen.name)]))


@cache
def arguments_of_backward(cls: type) -> tuple[str, ...]:
    return tuple(inspect.signature(cls.backward).parameters)[1:]


def forward(layer: Any, inputs: tuple[Any, ...]) -> tuple[list[np.ndarray], Callable[..., Any]]:
    """The outputs, and what runs backward for one cotangent per output."""
    result = getattr(layer, "forward", layer)(*inputs)
    if isinstance(result, tuple) and callable(result[-1]):
        return [np.array(output) for output in result[:-1]], result[-1]
    names = arguments_of_backward(type(layer))
    rest: tuple[Any, ...] = ()
    if "cache" in names:
        *outputs, saved = result
        rest = (saved,)
    else:
        outputs = list(result) if isinstance(result, tuple) else [result]
        rest = (0.05,) if "lr" in names else ()

    def backward(*cotangents: np.ndarray) -> Any:
        return layer.backward(*cotangents, *rest) if names else layer.backward()

    return [np.array(output) for output in outputs], backward


def cotangents(outputs: list[np.ndarray], seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng([seed, 99])
    return [rng.normal(size=output.shape) for output in outputs]


def is_loss(layer: Any) -> bool:
    return hasattr(layer, "backward") and not arguments_of_backward(type(layer))


def copied(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(np.array(value) if isinstance(value, np.ndarray) else value for value in inputs)


def run(
    specimen: ModernSpecimen, layer: Any, inputs: tuple[Any, ...], seed: int = 0, ones: bool = False
) -> dict[str, np.ndarray]:
    """Outputs and gradients of one run, by name, and what is left of the cotangents."""
    outputs, backward = forward(layer, inputs)
    found = {f"output {number}": output for number, output in enumerate(outputs)}
    given = [np.ones(output.shape) for output in outputs] if ones else cotangents(outputs, seed)
    found |= named_gradients(specimen, layer, backward(*given))
    return found | {f"cotangent {number}": value for number, value in enumerate(given)}


def named_gradients(specimen: ModernSpecimen, layer: Any, returned: Any) -> dict[str, np.ndarray]:
    return {
        f"gradient of {name}": np.array(value) for name, value in specimen.gradients(layer, returned).items()
    }


def differences(specimen: ModernSpecimen, case: Case) -> Mapping[str, np.ndarray]:
    """Fourth-order central differences of what the cotangents make of the outputs, in every entry."""
    inputs = copied(case.inputs)
    outputs, _ = forward(case.layer, inputs)
    weights = [np.ones(())] if is_loss(case.layer) else cotangents(outputs, 0)

    def value() -> float:
        return sum(float(np.sum(w * o)) for w, o in zip(weights, forward(case.layer, inputs)[0], strict=True))

    floats = [i for i, v in enumerate(inputs) if isinstance(v, np.ndarray) and v.dtype == float]
    moved = {f"x{i or ''}": inputs[i] for i in floats} | dict(specimen.parameters(case.layer))
    found = {}
    for name, array in moved.items():
        slope = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            kept = array[index]
            values = []
            for step in (-2, -1, 1, 2):
                array[index] = kept + step * STEP
                values.append(value())
            array[index] = kept
            slope[index] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * STEP)
        found[f"gradient of {name}"] = slope
    return found


def moved_inputs(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    rng = np.random.default_rng(5)
    return tuple(
        v + 0.1 * rng.normal(size=v.shape) if isinstance(v, np.ndarray) and v.dtype == float else v
        for v in copied(inputs)
    )


def scenarios(specimen: ModernSpecimen, draw: Callable[[], Case]) -> dict[str, np.ndarray]:
    """What can be seen of state and of precision: several calls, instances, layouts, what is left."""
    found: dict[str, np.ndarray] = {}
    case = draw()
    inputs = copied(case.inputs)
    for key, value in run(specimen, case.layer, inputs).items():
        found[f"first {key}"] = value
    for number, value in enumerate(inputs):
        found[f"input {number} afterwards"] = np.array(value)
    for key, value in specimen.parameters(case.layer).items():
        found[f"parameter {key} afterwards"] = np.array(value)
        value += 0.1
    for key, value in run(specimen, case.layer, moved_inputs(case.inputs), 1).items():
        found[f"second {key}"] = value

    case, other = draw(), draw()
    outputs, backward = forward(case.layer, copied(case.inputs))
    forward(other.layer, moved_inputs(other.inputs))
    returned = backward(*cotangents(outputs, 0))
    for key, value in named_gradients(specimen, case.layer, returned).items():
        found[f"beside another instance, {key}"] = value

    case = draw()
    outputs, backward = forward(case.layer, copied(case.inputs))
    forward(case.layer, moved_inputs(case.inputs))
    returned = backward(*cotangents(outputs, 0))
    for key, value in named_gradients(specimen, case.layer, returned).items():
        found[f"after another forward, {key}"] = value

    case = draw()
    strided = tuple(np.asfortranarray(v) if isinstance(v, np.ndarray) else v for v in case.inputs)
    outputs, backward = forward(case.layer, strided)
    returned = backward(*(np.asfortranarray(c) for c in cotangents(outputs, 0)))
    for key, value in named_gradients(specimen, case.layer, returned).items():
        found[f"in Fortran order, {key}"] = value
    return found


def differ(left: Mapping[str, np.ndarray], right: Mapping[str, np.ndarray], tolerance: float) -> list[str]:
    assert left.keys() == right.keys()
    names = []
    for name, value in left.items():
        other = right[name]
        if value.shape != other.shape:
            names.append(name)
        elif value.size and value.dtype != object:
            scale = max(float(np.max(np.abs(value))), 1e-12)
            if not np.max(np.abs(value.astype(float) - other)) <= tolerance * scale:
                names.append(name)
    return names


@cache
def correct(name: str, seed: int) -> Mapping[str, np.ndarray]:
    specimen = BY_NAME[name]
    case = drawn(specimen, specimen.cls, seed)
    return run(specimen, case.layer, case.inputs)


@cache
def correct_scenarios(name: str, seed: int) -> Mapping[str, np.ndarray]:
    specimen = BY_NAME[name]
    return scenarios(specimen, lambda: drawn(specimen, specimen.cls, seed))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_correct_layer_agrees_with_differences_of_its_own_forward(name: str) -> None:
    specimen = BY_NAME[name]
    for seed in (None, 0, 1, 2):
        case, again = (
            specimen.natural(specimen.cls) if seed is None else drawn(specimen, specimen.cls, seed)
            for _ in range(2)
        )
        found = run(specimen, case.layer, copied(case.inputs))
        expected = differences(specimen, again)
        gradients = {key: value for key, value in found.items() if key.startswith("gradient")}
        assert gradients.keys() == expected.keys()
        largest = max(float(np.max(np.abs(value))) for value in expected.values() if value.size)
        for key, value in expected.items():
            assert gradients[key].shape == value.shape, f"{key}, draw {seed}"
            assert gradients[key].dtype == np.float64, f"{key}, draw {seed}"
            np.testing.assert_allclose(
                gradients[key], value, rtol=0, atol=1e-6 * largest, err_msg=f"{key}, draw {seed}"
            )


def changes(name: str, cls: type, seed: int) -> list[str]:
    """The gradients that the bug changes in one draw; its outputs must be what they were."""
    specimen = BY_NAME[name]
    case = drawn(specimen, cls, seed)
    expected, found = correct(name, seed), run(specimen, case.layer, case.inputs)
    for key, value in expected.items():
        if key.startswith("output"):
            assert value.tobytes() == found[key].tobytes(), f"draw {seed}: forward changed"
    return differ(expected, found, 1e-9)


def misbehaves(name: str, cls: type, seed: int) -> list[str]:
    """What a bug that has to do with state or precision changes in any of the scenarios."""
    specimen = BY_NAME[name]
    found = scenarios(specimen, lambda: drawn(specimen, cls, seed))
    return differ(correct_scenarios(name, seed), found, 1e-11)


@pytest.mark.parametrize(("name", "number"), BUGS)
def test_every_bug_compiles_and_changes_what_its_kind_says(name: str, number: int) -> None:
    specimen = BY_NAME[name]
    bug = specimen.bugs[number]
    cls = specimen.build(bug)
    seen = misbehaves if bug.kind in MAY_CHANGE_FORWARD else changes
    wanted = {True, False} if bug.kind in CONDITIONAL else {True}
    verdicts: set[bool] = set()
    for seed in range(DRAWS):
        verdicts.add(bool(seen(name, cls, seed)))
        if verdicts >= wanted:
            return
    pytest.fail(f"{bug.becomes!r} in {DRAWS} draws: wrong {verdicts}, wanted {wanted}")


@pytest.mark.parametrize(("name", "number"), [b for b in BUGS if kind(*b) == "small"])
def test_a_small_bug_is_small(name: str, number: int) -> None:
    specimen = BY_NAME[name]
    cls = specimen.build(specimen.bugs[number])
    for seed in range(DRAWS):
        case = drawn(specimen, cls, seed)
        assert not differ(correct(name, seed), run(specimen, case.layer, case.inputs), 1e-2)


@pytest.mark.parametrize(("name", "number"), [b for b in BUGS if kind(*b) == "ones-cotangent"])
def test_a_bug_of_this_kind_is_right_for_a_cotangent_of_ones(name: str, number: int) -> None:
    specimen = BY_NAME[name]
    cls = specimen.build(specimen.bugs[number])
    for seed in range(10):
        found = []
        for which in (specimen.cls, cls):
            case = drawn(specimen, which, seed)
            found.append(run(specimen, case.layer, case.inputs, ones=True))
        assert not differ(*found, 1e-9)


def test_there_are_enough_layers_and_bugs() -> None:
    assert len(SPECIMENS) >= 22
    assert len(BUGS) >= 110
    assert all(4 <= len(specimen.bugs) <= 7 for specimen in SPECIMENS)
    assert len(BY_NAME) == len(SPECIMENS)
