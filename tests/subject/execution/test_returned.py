"""What comes back is looked at before it is used."""

import weakref

import numpy as np
import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.returned import as_array, plain_gradient, require_bounded


class Endless:
    def __len__(self):
        return 2**62

    def __getitem__(self, position):
        return 1.0


class Gone:
    """Of which only a weak reference is left."""


class Subclass(np.ndarray):
    def __array_ufunc__(self, *arguments, **options):
        raise RuntimeError


def nested(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


def branching(depth):
    value = np.ones(2)
    for _ in range(depth):
        value = [value, value]
    return value


def ring():
    held = [1.0]
    held.append(held)
    return held


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (ring(), "a list that holds itself"),
        (nested(100_000), "lists that are nested more than 8 deep"),
        (branching(60), "lists that are nested more than 8 deep"),
        ([[0.0] * 1000] * 200, "lists that hold more than 100,000 things"),
        (weakref.proxy(Gone()), "a weak reference, expected what it refers to"),
        (
            np.broadcast_to(1.0, (2**20, 2**20)),
            "an array of shape (1048576, 1048576), 8,192.0 GiB when",
        ),
        ((np.broadcast_to(np.int8(1), (2**40,)),), "an array of shape (1099511627776,), 8,192.0 GiB when it"),
        (Endless(), "a Endless of length 4,611,686,018,427,387,904"),
        (range(10**12), "a range of length 1,000,000,000,000"),
    ],
    ids=["ring", "deep", "branching", "many", "gone", "terabytes", "terabytes of bytes", "endless", "range"],
)
def test_what_cannot_be_gone_through_is_told(value, what):
    with pytest.raises(LayerFault) as caught:
        require_bounded(value, "backward")
    assert str(caught.value).startswith(f"backward returned {what}")
    assert caught.value.stage == "backward"
    assert as_array(value) is None or isinstance(value, np.ndarray)


@pytest.mark.parametrize(
    "value",
    [None, 1.0, "text", np.ones(3), (np.ones(3), [np.ones(2), None]), {"W": 1}, np.broadcast_to(1.0, (9, 9))],
    ids=["none", "number", "text", "array", "nested", "mapping", "broadcast"],
)
def test_what_can_be_gone_through_is_left_alone(value):
    require_bounded(value, "forward")


def test_an_array_of_another_class_is_the_same_memory_in_one_of_the_usual():
    held = np.ones(3)
    gradient = plain_gradient(held.view(Subclass))
    assert type(gradient) is np.ndarray
    assert np.shares_memory(gradient, held)
    assert plain_gradient(held) is held
    masked = np.ma.masked_array([1.0, 2.0], [True, False])
    assert plain_gradient(masked) is masked
