"""One layer copied as often as it is run, however it resists."""

import random
import re
import threading

import numpy as np
import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.layer_copier import LayerCopier, in_dtype


class Layer:
    def __init__(self, size=4):
        self.W, self.steps = np.arange(float(size)), np.arange(size)
        self.half = self.W[:2]


class Stream(Layer):
    """Holds a generator, which neither can be copied nor shared."""

    def __init__(self):
        super().__init__()
        self.noise = (x for x in [1.0, 2.0])


class InTuple(Stream):
    def __init__(self):
        super().__init__()
        self.params = (np.zeros(2), np.zeros(1))


def test_a_copy_is_fresh_every_time():
    layer = Layer()
    copier = LayerCopier(layer)
    first, second = copier.fresh({}), copier.fresh({})
    first.W[...] = 9.0
    assert second.W.tolist() == layer.W.tolist() == [0, 1, 2, 3]


def test_views_stay_together_and_what_is_replaced_shows_in_them():
    layer = Layer()
    new = LayerCopier(layer).fresh({id(layer.W): np.full(4, 5.0)})
    assert new.half.tolist() == [5.0, 5.0]
    new.half[0] = 7.0
    assert new.W[0] == 7.0


def test_it_knows_its_layer():
    layer = Layer()
    assert LayerCopier(layer).copies(layer)
    assert not LayerCopier(layer).copies(Layer())


def test_a_lock_is_shared():
    layer = Layer()
    layer.lock = threading.Lock()
    new = LayerCopier(layer).fresh({id(layer.W): np.zeros(4)})
    assert new.lock is layer.lock
    assert not new.half.any()


def test_what_cannot_be_copied_is_told_in_one_line():
    message = (
        "Stream cannot be copied (TypeError: cannot pickle 'generator' object); give its class, or a function"
        " without arguments that makes it, in place of the object"
    )
    with pytest.raises(LayerFault, match=f"^{re.escape(message)}$"):
        LayerCopier(Stream())


def test_what_cannot_be_copied_is_made_anew_with_the_arrays_of_the_layer():
    layer = Stream()
    layer.W[...] = 8.0
    copier = LayerCopier(layer, Stream)
    new = copier.fresh({})
    assert new is not layer
    assert new.W.tolist() == [8.0] * 4
    assert next(new.noise) == 1.0
    new.W[...] = 0.0
    assert layer.W.tolist() == [8.0] * 4


def test_what_is_replaced_is_so_in_a_layer_that_is_made_anew():
    layer, other = Stream(), np.full(4, 3.0)
    assert LayerCopier(layer, Stream).fresh({id(layer.W): other}).W is other


def test_in_a_tuple_of_a_layer_that_is_made_anew_the_numbers_are_replaced():
    layer = InTuple()
    layer.params[1][...] = 5.0
    new = LayerCopier(layer, InTuple).fresh({id(layer.params[0]): np.ones(2)})
    assert [array.tolist() for array in new.params] == [[1.0, 1.0], [5.0]]


def test_a_factory_is_not_asked_where_a_copy_can_be_had():
    def factory():
        raise AssertionError("not needed")

    assert LayerCopier(Layer(), factory).fresh({}).W.tolist() == [0, 1, 2, 3]


def test_a_factory_draws_from_the_seed_and_leaves_the_generators_alone():
    class Drawn(Stream):
        def __init__(self):
            super().__init__()
            self.drawn = np.random.rand(), random.random()

    copier = LayerCopier(Drawn(), Drawn, seed=3)
    before = np.random.get_state(legacy=False)["state"]["pos"], random.getstate()
    first, second = copier.fresh({}), copier.fresh({})
    assert first.drawn == second.drawn
    assert before == (np.random.get_state(legacy=False)["state"]["pos"], random.getstate())
    assert LayerCopier(Drawn(), Drawn, seed=4).fresh({}).drawn != first.drawn


def test_a_layer_that_leaves_python_when_it_is_copied_cannot_be_copied():
    class Leaves(Layer):
        def __deepcopy__(self, memo):
            raise SystemExit(3)

    with pytest.raises(LayerFault, match=r"^Leaves cannot be copied \(SystemExit: 3\); "):
        LayerCopier(Leaves())


# in_dtype


DTYPES = [np.float32, np.float64, np.longdouble]


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_of_floating_point_numbers_get_one_dtype_and_others_stay(dtype):
    layer = Layer()
    layer.half = np.arange(2.0, dtype=np.float32)
    new = in_dtype(layer, np.dtype(dtype))
    assert (new.W.dtype, new.half.dtype, new.steps.dtype.kind) == (dtype, dtype, "i")
    assert new.W.tolist() == [0, 1, 2, 3]
    assert layer.W.dtype == np.float64


@pytest.mark.parametrize("dtype", DTYPES)
def test_views_of_one_buffer_get_the_dtype_too(dtype):
    new = in_dtype(Layer(), np.dtype(dtype))
    assert (new.W.dtype, new.half.dtype) == (dtype, dtype)
    assert np.may_share_memory(new.W, new.half)


def test_a_layer_without_arrays_is_copied_all_the_same():
    assert in_dtype([], np.dtype("float64")) == []


def test_a_layer_that_is_made_anew_gets_the_dtype():
    assert in_dtype(Stream(), np.dtype("float32"), Stream).W.dtype == np.float32
