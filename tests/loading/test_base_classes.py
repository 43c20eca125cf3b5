"""Classes that are only there to be inherited from."""

import abc

import pytest

from ethan_check.loading.base_classes import is_stub, why_a_base


class Abstract(abc.ABC):
    @abc.abstractmethod
    def forward(self, x): ...
    def backward(self, g):
        return g


class Raising:
    """Says so."""

    def forward(self, x):
        """Compute the output."""
        raise NotImplementedError("forward")

    def backward(self, g):
        return g


class Mixin:
    def forward(self, x):
        return self.compute(x)

    def backward(self, g):
        raise NotImplementedError


class Double(Mixin):
    def compute(self, x):
        return 2 * x

    def backward(self, g):
        return 2 * g


class Unfinished:
    def forward(self, x):
        return 2 * x

    def backward(self, g):
        pass


@pytest.mark.parametrize(
    ("cls", "why"),
    [
        (Abstract, "abstract: forward"),
        (Raising, "a base: its forward is a stub"),
        (Mixin, "a base: its backward is a stub, and Double inherits from it"),
        (Double, ""),
        (Unfinished, ""),
    ],
)
def test_a_base_is_told_from_a_layer_whose_backward_is_missing(cls, why):
    assert why_a_base(cls) == why


def test_a_stub_does_nothing_or_says_that_it_is_not_implemented():
    def documented(x):
        """Not yet."""

    def doing(x):
        if x is None:
            raise NotImplementedError
        return x

    assert is_stub(documented)
    assert not is_stub(doing)
    assert not is_stub(lambda x: 3)
    assert not is_stub(None)
