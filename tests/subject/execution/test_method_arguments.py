"""Which arguments a method takes, and which it must be given."""

import functools

import pytest

from ethan_check.subject.execution.method_arguments import arguments, arity


class Layer:
    attribute = 3
    made_of_a_lambda = lambda self, x: x  # noqa: E731 - as it is found.

    def __init__(self):
        self.held = lambda g, lr=0.1: g
        self.part = functools.partial(self.two, 1)

    def none(self):
        pass

    def two(self, x, y):
        pass

    def some(self, x, y=None):
        pass

    def rest(self, x, *others):
        pass

    def only_rest(*everything):
        pass

    def named(self, x, *, lr, **options):
        pass

    def only_before(self, x, /, y):
        pass

    @staticmethod
    def static(x, y):
        pass

    @classmethod
    def of_class(cls, x):
        pass

    def __call__(self, x, training=False):
        pass


@pytest.mark.parametrize(
    ("method", "listed", "needed"),
    [
        ("none", {}, 0),
        ("two", {"x": True, "y": True}, 2),
        ("some", {"x": True, "y": False}, 1),
        ("rest", {"x": True, "*others": False}, 1),
        ("only_rest", {"*everything": False}, 1),
        ("named", {"x": True}, 1),
        ("only_before", {"x": True, "y": True}, 2),
        ("static", {"x": True, "y": True}, 2),
        ("of_class", {"x": True}, 1),
        ("held", {"g": True, "lr": False}, 1),
        ("part", {"y": True}, 1),
        ("made_of_a_lambda", {"x": True}, 1),
        ("__call__", {"x": True, "training": False}, 1),
    ],
)
def test_a_method_is_read(method, listed, needed):
    layer = Layer()
    for _ in range(2):  # The second time from memory.
        assert arguments(layer, method) == listed
        assert list(arguments(layer, method)) == list(listed)
        assert arity(layer, method) == needed


@pytest.mark.parametrize("method", ["missing", "attribute"])
def test_what_cannot_be_called_has_no_arguments(method):
    assert arguments(Layer(), method) is None
    assert arity(Layer(), method) is None


def test_a_signature_that_cannot_be_read_has_no_arguments():
    class Holder:
        make = type  # Of which inspect says that it has none.

    assert arguments(Holder(), "make") is None
    assert arity(Holder(), "make") is None


def test_a_function_is_called_itself():
    assert arguments(lambda x, y=1: x, "__call__") == {"x": True, "y": False}


def test_an_answer_may_be_changed_without_consequence():
    arguments(Layer(), "two").clear()
    assert arity(Layer(), "two") == 2
