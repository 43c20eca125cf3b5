"""The factory that stands for a class of somebody else."""

import inspect

import numpy as np

from ethan_check.loading.tables.factory import LayerFactory
from ethan_check.loading.tables.modes import Modes
from loading.tables.describing import LOCATION
from loading.tables.sample_layers import Affine, Dropping, Scaled


def test_it_looks_like_the_class():
    factory = LayerFactory(Affine, LOCATION, None)
    assert (factory.__name__, factory.origin) == ("Affine", Affine)
    assert inspect.signature(factory) == inspect.signature(Affine)


def test_every_configuration_in_every_mode():
    modes = Modes("attribute", "training", {"training": True, "evaluation": False})
    factory = LayerFactory(Dropping, LOCATION, modes)
    assert factory.cases(({},)) == ({"mode": "training"}, {"mode": "evaluation"})
    assert [factory(**case).training for case in factory.cases(({},))] == [True, False]
    assert LayerFactory(Affine, LOCATION, None).cases(({"n_in": 1}, {})) == ({"n_in": 1}, {})


def test_the_argument_for_the_mode_gives_way_to_one_of_the_class():
    class Moded:
        def __init__(self, mode="fast"):
            self.mode, self.on = mode, None

    factory = LayerFactory(Moded, LOCATION, Modes("attribute", "on", {"training": 1}))
    (case,) = factory.cases(({"mode": "slow"},))
    made = factory(**case)
    assert (made.mode, made.on) == ("slow", 1)


def test_arrays_are_made_anew_for_each_layer():
    factory = LayerFactory(Affine, LOCATION, None)
    (case,) = factory.cases(({"n_in": {"import": "builtins:int", "call": {}}, "n_out": 3},))
    assert case["n_in"] == {"import": "builtins:int", "call": {}}
    keep = LayerFactory(lambda W: W, LOCATION, None)
    first, second = keep(W={"shape": [2]}), keep(W={"shape": [2]})
    assert first is not second
    np.testing.assert_array_equal(first, second)


def test_a_list_is_a_tuple_where_the_class_has_one():
    (case,) = LayerFactory(Scaled, LOCATION, None).cases(({"shape": {"tuple": [2]}, "factors": [1.0]},))
    assert case["factors"] == (1.0,)

    class Annotated:
        def __init__(self, shape: tuple[int, ...], sizes: "list | tuple", rest): ...

    (case,) = LayerFactory(Annotated, LOCATION, None).cases(({"shape": [1], "sizes": [1], "rest": [1]},))
    assert case == {"shape": (1,), "sizes": [1], "rest": [1]}


def test_what_was_made_is_finished():
    factory = LayerFactory(Dropping, LOCATION, None, lambda layer: (layer, "finished"))
    assert factory()[1] == "finished"
