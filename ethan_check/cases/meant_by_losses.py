"""Which numbers a loss of which nothing is known means: real ones, or probabilities and classes.

A cross entropy takes any two arrays of numbers without a word. Its backward is the derivative where targets
are classes, and where predictions are probabilities if it takes their logarithm. So what backward is the
derivative for is what is meant, as of several ways of reading a layer; where that is none, real numbers stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.options import LayerOptions
from ethan_check.subject.subject import Subject
from ethan_core.errors import EthanError
from ethan_core.layer import Array

__all__ = ["meant_by_a_loss"]

_AGREES = 1e-6
"""How near backward has to come to the derivative to show what is meant; the checks judge it afterwards.

Unit: relative. Fixed by: differences are good to 1e-9."""

_MARGIN = 0.05
"""How far probabilities stay from 0 and 1, where their logarithms have no bound.

Unit: probability. Fixed by: cases beside them are made on purpose."""


def meant_by_a_loss(
    layer: Any, inputs: tuple[Array, ...], seed: int, options: LayerOptions
) -> tuple[tuple[Array, ...], str]:
    """Inputs for which backward is the derivative, if the given ones are none and the layer is a loss; and
    what they are, in words.

    >>> class CrossEntropy:
    ...     def forward(self, prediction, target):
    ...         e = np.exp(prediction)
    ...         self.off = (e / e.sum(axis=1, keepdims=True) - target) / len(e)
    ...         return -np.sum(target * np.log(e / e.sum(axis=1, keepdims=True))) / len(e)
    ...     def backward(self): return self.off
    >>> given = np.ones((3, 4)), np.full((3, 4), 0.3)
    >>> (_, target), words = meant_by_a_loss(CrossEntropy(), given, 0, LayerOptions())
    >>> words, target.sum(axis=1).tolist()
    ('target in classes', [1.0, 1.0, 1.0])
    """
    if len(inputs) != 2 or inputs[0].shape != inputs[1].shape or inputs[0].ndim != 2:
        return inputs, ""
    subject = _subject(layer, inputs, options)
    if subject is None or not subject.is_loss:
        return inputs, ""
    constant = [subject.is_constant(name) for name in subject.input_names]
    if constant.count(True) != 1:
        return inputs, ""
    place, rng = constant.index(True), np.random.default_rng(seed)
    # Where prediction and target are equal, whatever is a multiple of their difference is right.
    apart = tuple(
        array + (number == place) * rng.normal(size=array.shape) for number, array in enumerate(inputs)
    )
    found = _factor(_subject(layer, apart, options))
    multiple = (apart, "") if found else None
    if found == 1:
        return apart, ""
    for words, prediction, target in _candidates(inputs[1 - place], rng):
        tried = (target, prediction) if place == 0 else (prediction, target)
        found = _factor(_subject(layer, tried, options))
        if found == 1:
            return tried, words
        multiple = multiple or ((tried, words) if found else None)
    return multiple or (apart, "")  # What is off by a factor alone is as it is meant, and wrong.


def _candidates(scores: Array, rng: np.random.Generator) -> Iterator[tuple[str, Array, Array]]:
    """Predictions and targets, the less changed first."""
    classes = np.eye(scores.shape[1])[rng.integers(scores.shape[1], size=len(scores))]
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    chances = _MARGIN + (1 - 2 * _MARGIN) / (1 + np.exp(-scores))
    answers = rng.integers(2, size=scores.shape).astype(float)
    yield "target in classes", scores, classes
    yield "prediction in probabilities, target in classes", shares, classes
    yield "target of zeros and ones", scores, answers
    yield "prediction in probabilities, target of zeros and ones", chances, answers


def _subject(layer: Any, inputs: tuple[Array, ...], options: LayerOptions) -> Subject | None:
    try:
        return Subject(layer, inputs, **options.keywords)
    except (LayerFault, BadGradient, EthanError):
        return None


def _factor(subject: Subject | None) -> float:
    """1 where the gradients agree along two directions of all arrays, their factor where they have the same
    along both, and 0 where they have none.
    """
    rng, factors = np.random.default_rng(0), []
    for _ in range(2 if subject is not None else 0):
        assert subject is not None
        directions = {
            name: rng.uniform(0.5, 1.5, subject.values[name].shape)
            * rng.choice((-1.0, 1.0), subject.values[name].shape)
            for name in subject.targets
        }
        try:
            found = directional_derivative(subject.along(subject.values, directions))
            stated = subject.pullback(subject.values, np.ones(found.value.size))
        except (LayerFault, BadGradient):
            return 0.0
        products = np.concatenate([(stated[name] * v).ravel() for name, v in directions.items()])
        right, ours = float(found.value.sum()), float(products.sum())
        if not found.usable.all() or not np.isfinite(ours) or abs(right) < _AGREES * np.abs(products).sum():
            return 0.0
        factors.append(ours / right)
    if not factors or abs(factors[0] - factors[1]) > _AGREES * abs(factors[0]):
        return 0.0
    return 1.0 if abs(factors[0] - 1) <= _AGREES else factors[0]
