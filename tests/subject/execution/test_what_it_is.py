"""What is no array is named."""

import asyncio

import numpy as np
import pytest

from ethan_check.subject.execution.returned import as_array
from ethan_check.subject.execution.what_it_is import what_it_is


class Leaves:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit("looked at")


async def awaited():
    pass


async def asynchronous():
    yield


def coroutine():
    made = awaited()
    made.close()
    return made


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (None, "None"),
        ("text", "a str"),
        (memoryview(b"text"), "a memoryview"),
        (np.zeros(2, "M8[s]"), "an array of datetime64[s]"),
        (np.zeros(2, object), "an array of objects"),
        (np.zeros(2, "U3"), "an array of texts"),
        (np.zeros(2, "S3"), "an array of bytes"),
        (asynchronous(), "an asynchronous generator: nobody awaits it"),
        (np.zeros(2, [("a", float), ("b", int)]), "a structured array with the fields 'a', 'b'"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), "a masked array, 1 of whose 2 entries are masked"),
        ((i for i in ()), "a generator"),
        (coroutine(), "a coroutine: it is async, and nobody awaits it"),
        ([], "an empty list"),
        ([np.ones(2), np.ones(3)], "a list of pieces of several shapes"),
        ((np.ones(2), None), "a tuple of ndarray and NoneType"),
        (np.ndarray, "the class ndarray"),
        (asyncio, "a module"),
        (
            Leaves(),
            "a Leaves, whose __array__ gives no array of numbers (it raised SystemExit: looked at)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_array_is_named(value, what):
    assert what_it_is(value) == what
    assert as_array(value) is None or value == []
