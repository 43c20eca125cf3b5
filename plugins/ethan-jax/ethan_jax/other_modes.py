"""A program in forward mode, and the gradient of a program: subjects that the gradient check judges."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from ethan_check import Subject
from ethan_jax.arguments import Arguments
from ethan_jax.arrays import is_differentiable
from ethan_jax.asking import Asked
from ethan_jax.calls import Calls
from ethan_jax.convention import JaxConvention
from ethan_jax.layer import JaxLayer
from ethan_jax.programs import Program

__all__ = ["ForwardLayer", "forward_subject", "gradient_layer", "gradient_subject", "tangent_layer"]


class _Pushed(Calls):
    """Gradients put together from pushes, one for each entry: `u . J e` for every unit vector e."""

    def pulled_back(self, arrays: tuple[Any, ...], cotangents: tuple[Any, ...]) -> tuple[Any, ...]:
        moved = [at for at, array in enumerate(arrays) if is_differentiable(array)]
        function = self.of_some(arrays, moved)
        flat, shaped = ravel_pytree([jnp.asarray(arrays[at]) for at in moved])

        def push(unit: Any) -> Any:
            _, tangents = jax.jvp(function, tuple(shaped(flat)), tuple(shaped(unit)))
            pairs = zip(cotangents, tangents, strict=True)
            return sum(jnp.sum(jnp.asarray(u, t.dtype) * t) for u, t in pairs).astype(flat.dtype)  # type: ignore[union-attr]

        # One after the other, and not mapped: whether it can be mapped is another question.
        gradients = shaped(jax.lax.map(push, jnp.eye(flat.size, dtype=flat.dtype)))
        found = dict(zip(moved, gradients, strict=True))
        return tuple(found.get(at) for at in range(len(arrays)))


class ForwardLayer(JaxLayer):
    """A program whose backward is made of its forward mode.

    >>> import numpy as np
    >>> from ethan_jax.programs import program_of
    >>> layer = ForwardLayer(program_of(jnp.sin), None)
    >>> layer.backward((np.zeros(2),), np.ones(2))
    (array([1., 1.]),)
    """

    def __init__(self, program: Program, arguments: Arguments | None) -> None:
        super().__init__(program, arguments)
        self.calls = _Pushed(program, arguments)


def forward_subject(program: Asked) -> Subject:
    """The same subject, whose gradients come from forward mode.

    Raises:
        LayerFault: there is none.
    """
    layer = ForwardLayer(program.layer.program, program.layer.arguments)
    layer.calls.share_outputs(program.calls)
    return _subject(program, layer, program.arrays, program.subject.input_names)


def gradient_layer(layer: JaxLayer, arrays: Any, cotangents: Any) -> JaxLayer:
    """The gradients of a layer as the outputs of one, whose inputs are the arrays and then the cotangents."""
    count = len(arrays)

    def gradients(*inputs: Any) -> tuple[Any, ...]:
        found = layer.calls.pulled_back(inputs[:count], inputs[count:])
        return tuple(gradient for gradient in found if gradient is not None)

    program = Program(gradients, f"{layer.__name__}, differentiated", [])
    second = JaxLayer(program, Arguments.of((*arrays, *cotangents)))
    second.calls.is_compiled = layer.calls.is_compiled
    return second


def tangent_layer(layer: JaxLayer, arrays: Any, tangents: Any) -> JaxLayer:
    """The tangents of a layer's outputs as the outputs of one, whose inputs are the arrays and then the
    tangents of those that have any.
    """
    count = len(arrays)
    moved = [at for at, array in enumerate(arrays) if is_differentiable(array)]

    def pushed(*inputs: Any) -> tuple[Any, ...]:
        values = tuple(jnp.asarray(inputs[at]) for at in moved)
        function = layer.calls.of_some(inputs[:count], moved)
        found: tuple[Any, ...] = jax.jvp(function, values, tuple(map(jnp.asarray, inputs[count:])))[1]
        return found

    program = Program(pushed, f"{layer.__name__}, pushed", [])
    second = JaxLayer(program, Arguments.of((*arrays, *tangents)))
    second.calls.is_compiled = layer.calls.is_compiled
    return second


def gradient_subject(program: Asked) -> Subject:
    """A subject whose output is the gradient of another's, at the same values.

    Raises:
        LayerFault: the gradient cannot be differentiated.
    """
    layer = gradient_layer(program.layer, program.arrays, program.cotangents)
    names = tuple(f"cotangent {at}" for at in range(len(program.cotangents)))
    arrays = (*program.arrays, *program.cotangents)
    return _subject(program, layer, arrays, (*program.subject.input_names, *names))


def _subject(program: Asked, layer: JaxLayer, arrays: tuple[Any, ...], names: tuple[str, ...]) -> Subject:
    subject = program.subject
    found = Subject(
        layer,
        arrays,
        name=subject.name,
        label=subject.label,
        seed=subject.seed,
        adapters=(JaxConvention(names),),
        frozen=[name for name in subject.values if name not in subject.targets],
        accuracy=subject.accuracy,
    )
    found.symmetric, found.natural_domain = subject.symmetric, subject.natural_domain
    return found
