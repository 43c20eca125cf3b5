"""Views of one buffer stay together in a copy, whatever is replaced."""

import numpy as np
import pytest

from ethan_check.subject.execution.aliased_views import Views


class Holder:
    def __init__(self, **arrays):
        vars(self).update(arrays)


def two_of(buffer):
    """A layer that holds a buffer and two parts of it."""
    return Holder(all=buffer, W=buffer[:3], b=buffer[3:])


@pytest.mark.parametrize(
    "layer",
    [
        Holder(),
        Holder(W=np.ones(3), b=np.ones(2)),
        Holder(W=np.arange(4.0)[1:]),
        Holder(counts=np.arange(4), some=np.arange(4)[:2]),
    ],
    ids=["nothing", "arrays of their own", "one view of a hidden buffer", "integers"],
)
def test_where_nothing_is_shared_there_is_nothing_to_keep_together(layer):
    views = Views(layer)
    assert not views
    given = {id(layer): np.ones(1)}
    assert views.together(given) == given


def test_two_views_of_a_buffer_that_nobody_holds_get_a_new_one_together():
    buffer = np.arange(5.0)
    layer = Holder(W=buffer[:3], b=buffer[2:])
    views = Views(layer)
    assert views
    new = views.together({})
    W, b = new[id(layer.W)], new[id(layer.b)]
    assert W.tolist() == [0, 1, 2]
    assert b.tolist() == [2, 3, 4]
    W[2] = 9.0
    assert b[0] == 9.0
    assert buffer[2] == 2.0


def test_a_replaced_view_shows_in_the_buffer():
    layer = two_of(np.arange(5.0))
    new = Views(layer).together({id(layer.b): np.array([7.0, 8.0])})
    assert new[id(layer.all)].tolist() == [0, 1, 2, 7, 8]


def test_a_replaced_buffer_shows_in_its_views():
    layer = two_of(np.zeros(5))
    given = np.arange(5.0)
    new = Views(layer).together({id(layer.all): given})
    assert new[id(layer.W)].tolist() == [0, 1, 2]
    assert not np.may_share_memory(new[id(layer.all)], given)


def test_the_layer_itself_stays_as_it_is():
    layer = two_of(np.zeros(5))
    Views(layer).together({id(layer.W): np.ones(3)})["never read"] = None
    assert not layer.all.any()


def test_what_is_replaced_elsewhere_is_handed_on():
    layer = two_of(np.zeros(5))
    other = np.ones(1)
    assert Views(layer).together({17: other})[17] is other


@pytest.mark.parametrize(
    "cut",
    [lambda a: a[::2], lambda a: a[::-1], lambda a: a.reshape(2, 3).T, lambda a: a[1:2], lambda a: a[:0]],
    ids=["every other", "backwards", "turned", "one entry", "none"],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_a_view_of_any_stride_shows_the_same_entries_in_any_dtype(cut, dtype):
    buffer = np.arange(6.0)
    layer = Holder(all=buffer, part=cut(buffer))
    moved = (buffer + 10).astype(dtype)
    new = Views(layer).together({id(buffer): moved})
    assert np.array_equal(new[id(layer.part)], cut(moved))
    assert new[id(layer.part)].dtype == dtype


def test_a_wider_view_widens_the_whole_buffer():
    layer = two_of(np.arange(5.0, dtype=np.float32))
    new = Views(layer).together({id(layer.b): np.array([1j, 2j])})
    assert new[id(layer.all)].tolist() == [0, 1, 2, 1j, 2j]


def test_the_layout_of_a_buffer_in_fortran_order_is_kept():
    buffer = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    layer = Holder(all=buffer, row=buffer[1], column=buffer[:, 2])
    new = Views(layer).together({id(buffer): buffer * 10})
    assert new[id(layer.row)].tolist() == [30, 40, 50]
    assert new[id(layer.column)].tolist() == [20, 50]
