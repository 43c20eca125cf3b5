"""Frameworks' classes are known by their names."""

import numpy as np
import pytest

from ethan_check.subject.frameworks import foreign_array, foreign_layer
from subject.foreign_things import Given, Module, Scale, foreign


@pytest.mark.parametrize("thing", [Scale(), Scale, Module])
def test_an_object_and_its_class_are_known_by_a_base(thing):
    found = foreign_layer(thing)
    assert (found.name, found.distribution) == ("torch.nn.Module", "ethan-torch")


@pytest.mark.parametrize(
    ("module", "name", "known"),
    [
        ("torch.autograd.function", "Function", "torch.autograd.Function"),
        ("jax._src.custom_derivatives", "custom_vjp", "jax.custom_vjp"),
        ("jax._src.custom_derivatives", "custom_jvp", "jax.custom_jvp"),
    ],
)
def test_the_classes_that_layers_are_of(module, name, known):
    assert foreign_layer(foreign(module, name)()).name == known


@pytest.mark.parametrize("thing", [len, np.ones, np.ones(2), lambda x: x, foreign("mine", "Module")(), None])
def test_everything_else_is_nobody_s(thing):
    assert foreign_layer(thing) is None


def test_arrays_are_found_wherever_they_stand():
    assert foreign_array((1.0, [np.ones(2), Given(3)])).name == "torch.Tensor"
    assert foreign_array((1.0, [np.ones(2)])) is None
    assert foreign_array(foreign("jaxlib._jax", "ArrayImpl")()).distribution == "ethan-jax"


def test_a_list_that_holds_itself_is_gone_through_once():
    ring, tree = [1.0], [2.0]
    ring += [ring, ring]
    for _ in range(60):
        tree = [tree, tree]
    assert foreign_array(ring) is foreign_array(tree) is None
    assert foreign_array([*ring, Given(3)]).name == "torch.Tensor"
