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


class Variable(Tensor):
    """A tape that starts from ones: what its backward takes are flags."""

    def backward(self, retain_grad=False, create_graph=False):
        super().backward(np.ones_like(self.data))

    def __mul__(self, other):
        left = (self, lambda g: g * other.data)
        return Variable(self.data * other.data, (left, (other, lambda g: g * self.data)))

    def sum(self):
        return Variable(self.data.sum(), ((self, lambda g: np.broadcast_to(g, self.data.shape).copy()),))


class Parameter(Variable):
    """A tensor with a purpose; its backward is inherited."""


class Scaled:
    def __init__(self, power=1):
        self.scale, self.power = Parameter(np.array([[0.5, -1.5, 2.0]])), power

    def __call__(self, x):
        rows = lambda g: self.power * (g * x.data).sum(axis=0, keepdims=True)  # noqa: E731
        return Variable(x.data * self.scale.data, ((x, lambda g: g * self.scale.data), (self.scale, rows)))


class Seed:
    """Nothing can be done with it but to be squared; a gradient that is there is where it starts."""

    def __init__(self, data):
        self.data, self.grad, self.parent = data, None, None

    def backward(self):
        if self.grad is None:
            self.grad = np.ones_like(self.data)
        if self.parent is not None:
            self.parent.grad = self.factor * self.grad * self.parent.data
            self.parent.backward()


def square(x: Seed, factor=2.0) -> Seed:
    y = Seed(x.data**2)
    y.parent, y.factor = x, factor
    return y


def square_wrong(x):
    return square(x, 2.1)


class Deaf(Seed):
    """Always starts from ones."""

    def backward(self):
        if self.parent is not None:
            self.grad = np.ones_like(self.data)
        super().backward()


class Square:
    """Cannot be judged: nothing reaches its tape."""

    tensor = Deaf

    def __init__(self):
        self.offset = Deaf(np.zeros(3))

    def __call__(self, x):
        y = Deaf(x.data**2)
        y.parent, y.factor = x, 2.0
        return y


LIBRARIES = (
    Library("tape-from-ones", "tape", Scaled, lambda: Scaled(2), "dL_dscale", ("scale",)),
    Library("tape-seeded", "tape", lambda: square, lambda: square_wrong, "dL_dX", ()),
    Library("tape", "tape", Linear, Averaged, "dL_db"),
    Library("tape-function", "tape", lambda: twice_tanh, lambda: twice_tanh_wrong, "dL_dX", ()),
    Library("tape-from-a-number", "tape", Weighted, lambda: Weighted(2), "dL_dscale", ("scale",)),
)
