"""Layers that behave in ways that nobody would recommend. All of them are right."""

import random
import sys
import threading
import warnings

import numpy as np

from .library import weights

X = np.random.default_rng(0).normal(size=(4, 3))


class Base:
    """A linear layer; `scale` is 1 unless the bug is wanted."""

    scale = 1.0

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW, self.db = self.scale * self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Lazy(Base):
    """Makes its parameters in the first forward, from the global generator."""

    def __init__(self):
        self.W = self.b = None
        self.width = 2

    def forward(self, x):
        if self.W is None:
            self.W, self.b = np.random.randn(x.shape[1], self.width), np.zeros(self.width)
        return super().forward(x)


class LazyMapping(Base):
    """The same in mappings, with caches that pile up beside them, and a flag."""

    def __init__(self):
        self.parameters, self.gradients = {"W": None, "b": None}, {"W": None, "b": None}
        self.X, self.derived, self.is_initialized = [], {"Z": []}, False

    def forward(self, x):
        if not self.is_initialized:
            rng = np.random.default_rng(3)
            self.parameters = {"W": rng.normal(size=(x.shape[1], 2)), "b": rng.normal(size=2)}
            self.is_initialized = True
        z = x @ self.parameters["W"] + self.parameters["b"]
        self.X.append(x)
        self.derived["Z"].append(z)
        return np.tanh(z)

    def backward(self, g):
        local = g * (1 - np.tanh(self.derived["Z"][0]) ** 2)
        self.gradients = {"W": self.scale * self.X[0].T @ local, "b": local.sum(axis=0)}
        return local @ self.parameters["W"].T


class PilesUp(Base):
    """Appends a cache for every forward and takes the last one off in backward."""

    def __init__(self):
        super().__init__()
        self.caches = []

    def forward(self, x):
        self.caches.append(x)
        return x @ self.W + self.b

    def backward(self, g):
        x = self.caches[-1]
        self.dW, self.db = self.scale * x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Rebinds(Base):
    """Makes new parameter arrays of the old ones in every forward."""

    def forward(self, x):
        self.W, self.b = self.W.copy(), np.array(self.b)
        return super().forward(x)


class Aliased(Base):
    """Keeps its parameters under several names."""

    def __init__(self):
        super().__init__()
        self.weight, self.all = self.W, [self.W, self.b]

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.all[1]

    def backward(self, g):
        self.dW, self.db = self.scale * self.x.T @ g, g.sum(axis=0)
        return g @ self.all[0].T


class OfOneBuffer(Base):
    """Its parameters are views of one flat array, and so are their gradients."""

    def __init__(self):
        self.theta, self.dtheta = np.concatenate([array.ravel() for array in weights()]), np.zeros(8)
        self.W, self.b = self.theta[:6].reshape(3, 2), self.theta[6:]

    def forward(self, x):
        self.x = x
        return x @ self.theta[:6].reshape(3, 2) + self.theta[6:]

    def backward(self, g):
        self.dtheta[:6], self.dtheta[6:] = self.scale * (self.x.T @ g).ravel(), g.sum(axis=0)
        return g @ self.W.T


class UpdatesOneBuffer(OfOneBuffer):
    """Updates the flat array, which its views feel."""

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g, lr):
        dx = g @ self.W.T
        super().backward(g)
        self.theta -= lr * self.dtheta
        return dx


class Shared(Base):
    """Two affine maps with one weight between them, whose gradients stand apart."""

    class Affine:
        def __init__(self, W):
            self.W = W

        def forward(self, x):
            self.x = x
            return x @ self.W

        def backward(self, g):
            self.dW = self.x.T @ g
            return g @ self.W.T

    def __init__(self):
        W = np.random.default_rng(4).normal(size=(3, 3))
        self.first, self.second = self.Affine(W), self.Affine(W)

    def forward(self, x):
        return self.second.forward(np.tanh(self.first.forward(x)))

    def backward(self, g):
        g = self.second.backward(g) * (1 - np.tanh(self.first.x @ self.first.W) ** 2)
        g = self.first.backward(g)
        self.second.dW = self.scale * self.second.dW
        return g


class Slots:
    """Has no `__dict__`, and private names."""

    __slots__ = ("W", "__b", "__db", "dW", "x")
    scale = 1.0

    def __init__(self):
        self.W, self.__b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.__b

    def backward(self, g):
        self.dW, self.__db = self.scale * self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Locked(Base):
    """Holds something that cannot be copied, and does without it."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()

    def forward(self, x):
        with self.lock:
            return super().forward(x)


class Uncopyable(Base):
    """Forbids that it is copied at all."""

    def __init__(self):
        super().__init__()
        self.all = (self.W, self.b)

    def __reduce_ex__(self, protocol):
        raise TypeError("layers are not to be copied")


class HoldsMethod(Base):
    """Chooses a method of its own once and for all."""

    def __init__(self):
        super().__init__()
        self.activate = self.tanh
        self.times = lambda x: x @ self.W + self.b

    def tanh(self, x):
        self.y = np.tanh(self.times(x))
        return self.y

    def forward(self, x):
        self.x = x
        return self.activate(x)

    def backward(self, g):
        return super().backward(g * (1 - self.y**2))


class Dropout(Base):
    """Draws from numpy's global generator and from Python's, and seeds one of them for everybody."""

    def forward(self, x):
        np.random.seed(np.random.randint(1000))
        self.mask = (np.random.rand(*x.shape) > 0.3) * random.choice([1.0, 2.0])
        return super().forward(x * self.mask)

    def backward(self, g):
        return super().backward(g) * self.mask


class DrawsInBackward(Base):
    """Draws in backward alone, to no effect."""

    def backward(self, g):
        return super().backward(g) + 0 * random.random() * np.random.rand()


DTYPE = {"default": np.float64}


class Single(Base):
    """Computes in whatever type the library's switch says, which is single precision here."""

    def __init__(self):
        super().__init__()
        DTYPE["default"] = np.float32

    def forward(self, x):
        self.x = np.asarray(x, dtype=DTYPE["default"])
        return self.x @ self.W.astype(DTYPE["default"]) + self.b.astype(DTYPE["default"])

    def backward(self, g):
        self.dW = self.scale * (self.x.T @ g.astype(DTYPE["default"]))
        self.db = g.astype(DTYPE["default"]).sum(axis=0)
        return g.astype(DTYPE["default"]) @ self.W.T.astype(DTYPE["default"])


class Talks(Base):
    """Prints to both streams, warns, and turns warnings and floating-point errors into exceptions."""

    def forward(self, x):
        print("forward of", x.shape)
        print("careful", file=sys.stderr)
        warnings.warn("this layer is deprecated", DeprecationWarning, stacklevel=1)
        np.log(np.zeros(1))
        y = super().forward(x)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return y

    def backward(self, g):
        print("backward")
        return super().backward(g)


class Warns(Base):
    """Warns in backward alone."""

    def backward(self, g):
        warnings.warn("this backward is deprecated", UserWarning, stacklevel=1)
        return super().backward(g)


class Named(Base):
    """Has a parameter with the name of the input."""

    def __init__(self):
        self.X, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.X + self.b

    def backward(self, g):
        self.dX, self.db = self.scale * self.x.T @ g, g.sum(axis=0)
        return g @ self.X.T


class FirstLayer(Base):
    """Owes nobody a gradient of its input."""

    def backward(self, g):
        super().backward(g)


class ClosesOver:
    """Keeps its parameters in the cells of functions."""

    scale = 1.0

    def __new__(cls):
        W, b = weights()

        def affine(x):
            return x @ W + b

        def forward(x):
            def backprop(g):
                return g @ W.T, {"W": cls.scale * x.T @ g, "b": g.sum(axis=0)}

            return affine(x), backprop

        return forward


RIGHT = (
    Lazy, LazyMapping, PilesUp, Rebinds, Aliased, OfOneBuffer, UpdatesOneBuffer, Shared, Slots, Locked,
    HoldsMethod, Dropout, DrawsInBackward, Single, Talks, Warns, Named, ClosesOver,
)  # fmt: skip
