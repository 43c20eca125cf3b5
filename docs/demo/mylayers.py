"""Ten layers as people write them: four conventions, three mistakes."""

import numpy as np


class Linear:
    def __init__(self, in_features, out_features):
        rng = np.random.default_rng(0)
        self.W = rng.normal(size=(in_features, out_features))
        self.b = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW = self.x.T @ g
        self.db = g.sum(axis=0)
        return g @ self.W.T


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class Sigmoid:
    def forward(self, x):
        self.x = x
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, g):
        return g * self.x * (1 - self.x)


class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        self.y = e / e.sum(axis=-1, keepdims=True)
        return self.y

    def backward(self, g):
        return self.y * (g - (g * self.y).sum(axis=-1, keepdims=True))


class LayerNorm:
    def __init__(self, features, eps=1e-5):
        self.gamma, self.beta, self.eps = np.ones(features), np.zeros(features), eps
        self.grads = {}

    def forward(self, x):
        self.std = np.sqrt(x.var(axis=-1, keepdims=True) + self.eps)
        self.xhat = (x - x.mean(axis=-1, keepdims=True)) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, g):
        self.grads["gamma"] = (g * self.xhat).sum(axis=0)
        self.grads["beta"] = g.sum(axis=0)
        return g * self.gamma / self.std


class Embedding:
    def __init__(self, words, features):
        self.W = np.random.default_rng(0).normal(size=(words, features))

    def forward(self, ids):
        self.ids = ids
        return self.W[ids]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        self.dW[self.ids] += g


class Dropout:
    def __init__(self, p=0.5):
        self.p = p

    def forward(self, x, train=True):
        self.mask = (np.random.rand(*x.shape) > self.p) / (1 - self.p) if train else 1.0
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class MaxPool2d:
    def __init__(self, size=2):
        self.size = size

    def forward(self, x):
        n, c, h, w = x.shape
        s = self.size
        windows = (
            x.reshape(n, c, h // s, s, w // s, s)
            .transpose(0, 1, 2, 4, 3, 5)
            .reshape(n, c, h // s, w // s, -1)
        )
        self.shape, self.first = x.shape, windows.argmax(axis=-1)
        return windows.max(axis=-1)

    def backward(self, g):
        n, c, h, w = self.shape
        s = self.size
        windows = np.zeros((*g.shape, s * s), g.dtype)
        np.put_along_axis(windows, self.first[..., None], g[..., None], axis=-1)
        return windows.reshape(n, c, h // s, w // s, s, s).transpose(0, 1, 2, 4, 3, 5).reshape(self.shape)


def tanh_forward(x):
    y = np.tanh(x)
    return y, y


def tanh_backward(dout, cache):
    return dout * (1 - cache**2)


class MeanSquaredError:
    def loss(self, prediction, target):
        return np.mean((prediction - target) ** 2)

    def gradient(self, prediction, target):
        return 2 * (prediction - target) / prediction.size
