"""Tensors of a library's own, which remember how they were made."""

import numpy as np

from .library import Library, weights


class Tensor:
    """Reverse mode over arrays; `backward` takes a cotangent."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = np.asarray(data), None, parents

    def backward(self, grad=None):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = np.ones_like(self.data) if grad is None else grad
        for node in reversed(order):
            for parent, pull in node.parents:
                step = pull(node.grad)
                parent.grad = step if parent.grad is None else parent.grad + step

    def __matmul__(self, other):
        left = (self, lambda g: g @ other.data.T)
        return Tensor(self.data @ other.data, (left, (other, lambda g: self.data.T @ g)))

    def __add__(self, other):
        rows = self.data.ndim - other.data.ndim
        return Tensor(
            self.data + other.data,
            ((self, lambda g: g), (other, lambda g: g.sum(axis=tuple(range(rows))))),
        )

    def __mul__(self, other):
        left = (self, lambda g: g * other.data)
        return Tensor(self.data * other.data, (left, (other, lambda g: g * self.data)))

    def sum(self):
        return Tensor(self.data.sum(), ((self, lambda g: np.broadcast_to(g, self.data.shape).copy()),))

    def tanh(self):
        y = np.tanh(self.data)
        return Tensor(y, ((self, lambda g: g * self.slope(y)),))

    def slope(self, y):
        return 1 - y * y


class Linear:
    def __init__(self):
        self.W, self.b = (Tensor(array) for array in weights())

    def __call__(self, x):
        return x @ self.W + self.b


class Averaged(Linear):
    def __call__(self, x):
        y = x @ self.W + self.b
        (_, pull_x), (bias, pull_b) = y.parents
        return Tensor(y.data, ((y.parents[0][0], pull_x), (bias, lambda g: pull_b(g) / len(g))))


def twice_tanh(x: Tensor) -> Tensor:
    """A function, whose tensors are known from its module alone."""
    return (x * x).tanh()


def twice_tanh_wrong(x):
    y = np.tanh(x.data**2)
    return Tensor(y, ((x, lambda g: g * (1 - y) * 2 * x.data),))


class Value:
    """A tape that starts from one number: `backward` takes nothing, gradients start at zero."""

    def __init__(self, array):
        self.array, self.gradient, self.pulls = array, np.zeros_like(array), []

    def square(self):
        out = Value(self.array**2)
        out.pulls = [(self, lambda g: 2 * g * self.array)]
        return out

    def __mul__(self, other):
        out = Value(self.array * other.array)
        rows = tuple(range(self.array.ndim - other.array.ndim))
        out.pulls = [(self, lambda g: g * other.array), (other, lambda g: (g * self.array).sum(axis=rows))]
        return out

    def sum(self):
        out = Value(np.asarray(self.array.sum()))
        out.pulls = [(self, lambda g: np.full(self.array.shape, g))]
        return out

    def backward(self):
        self._pull(np.ones_like(self.array))

    def _pull(self, g):
        self.gradient = self.gradient + g
        for parent, pull in self.pulls:
            parent._pull(pull(g))


class Weighted:
    def __init__(self, power=1):
        self.scale, self.power = Value(np.random.default_rng(0).normal(size=3)), power

    def forward(self, x):
        out = x.square() * self.scale
        if self.power != 1:
            out.pulls[1] = (self.scale, lambda g: self.power * (g * x.array**2).sum(axis=0))
        return out


LIBRARIES = (
    Library("tape", "tape", Linear, Averaged, "dL_db"),
    Library("tape-function", "tape", lambda: twice_tanh, lambda: twice_tanh_wrong, "dL_dX", ()),
    Library("tape-from-a-number", "tape", Weighted, lambda: Weighted(2), "dL_dscale", ("scale",)),
)
