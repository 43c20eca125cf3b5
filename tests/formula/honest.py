"""Layers by other hands: right, documented, and no more careful about rounding than most people are."""

from __future__ import annotations

from math import erf, pi, sqrt

import numpy as np

from ethan_core import Contract, Interval


class PlainSigmoid:
    """The logistic function, with the textbook backward.

    Formula:
        y[*i] = 1/(1 + exp(-x[*i]))
        dy[*i]/dx[*i] = y[*i]*(1 - y[*i])
    """

    contract = Contract(shapes="*axes -> *axes")

    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, g):
        return g * self.y * (1 - self.y)


class PlainGelu:
    """The tanh form, computed as it is written.

    Formula:
        u[*i] = sqrt(2/pi)*(X[*i] + 0.044715*X[*i]**3)
        Y[*i] = 0.5*X[*i]*(1 + tanh(u[*i]))
        dY[*i]/dX[*i] = 0.5*(1 + tanh(u[*i]))
            + 0.5*X[*i]*(1 - tanh(u[*i])**2)*sqrt(2/pi)*(1 + 0.134145*X[*i]**2)
    """

    contract = Contract(shapes="*axes -> *axes")

    def forward(self, X):
        self.X = X
        return 0.5 * X * (1 + np.tanh(sqrt(2 / pi) * (X + 0.044715 * X**3)))

    def backward(self, g):
        X = self.X
        t = np.tanh(sqrt(2 / pi) * (X + 0.044715 * X**3))
        return g * (0.5 * (1 + t) + 0.5 * X * (1 - t**2) * sqrt(2 / pi) * (1 + 0.134145 * X**2))


class ErfGelu:
    """The exact form; math.erf knows no extended precision.

    Formula:
        Y[*i] = X[*i]*(1 + erf(X[*i]/sqrt(2)))/2
        dY[*i]/dX[*i] = (1 + erf(X[*i]/sqrt(2)))/2 + X[*i]*exp(-X[*i]**2/2)/sqrt(2*pi)
    """

    contract = Contract(shapes="*axes -> *axes")

    def forward(self, X):
        self.X = X
        return X * (1 + np.vectorize(erf, otypes=[float])(X / sqrt(2))) / 2

    def backward(self, g):
        X = self.X
        slope = X * np.exp(-(X**2) / 2) / sqrt(2 * pi)
        return g * ((1 + np.vectorize(erf, otypes=[float])(X / sqrt(2))) / 2 + slope)


class PlainSoftmax:
    """Along the last axis, with the usual backward.

    Formula:
        Y[n,i] = exp(X[n,i])/sum(exp(X[n,t]) for t)
        dL/dX[n,i] = Y[n,i]*(dL/dY[n,i] - sum(dL/dY[n,t]*Y[n,t] for t))
    """

    contract = Contract(shapes="N C -> N C")

    def forward(self, X):
        E = np.exp(X - X.max(axis=1, keepdims=True))
        self.Y = E / E.sum(axis=1, keepdims=True)
        return self.Y

    def backward(self, g):
        return self.Y * (g - (g * self.Y).sum(axis=1, keepdims=True))


class LayerNorm:
    """Every row without its mean and with variance 1, then scaled and moved.

    Formula:
        m[n] = sum(X[n,t] for t)/D
        v[n] = sum((X[n,t] - m[n])**2 for t)/D
        h[n,i] = (X[n,i] - m[n])/sqrt(v[n] + eps)
        Y[n,i] = gamma[i]*h[n,i] + beta[i]
        dL/dX[n,i] = (gamma[i]*dL/dY[n,i] - sum(gamma[t]*dL/dY[n,t] for t)/D
            - h[n,i]*sum(gamma[t]*dL/dY[n,t]*h[n,t] for t)/D)/sqrt(v[n] + eps)
        dL/dgamma[i] = sum(dL/dY[n,i]*h[n,i] for n)
        dL/dbeta[i] = sum(dL/dY[n,i] for n)
    """

    eps = 1e-5
    contract = Contract(shapes="N D -> N D", parameters={"gamma": "D", "beta": "D"})

    def __init__(self, D=4):
        self.D = D
        self.gamma, self.beta = np.ones(D), np.zeros(D)

    def forward(self, X):
        self.h = (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + self.eps)
        self.s = np.sqrt(X.var(axis=1, keepdims=True) + self.eps)
        return self.gamma * self.h + self.beta

    def backward(self, g):
        self.dgamma, self.dbeta = (g * self.h).sum(axis=0), g.sum(axis=0)
        d = g * self.gamma
        mean = d.mean(axis=1, keepdims=True)
        return (d - mean - self.h * (d * self.h).mean(axis=1, keepdims=True)) / self.s


class LogLoss:
    """The log loss of probabilities.

    Formula:
        L = -sum(target[n]*log(prediction[n]) + (1 - target[n])*log(1 - prediction[n]) for n)/N
        dL/dprediction[n] = ((1 - target[n])/(1 - prediction[n]) - target[n]/prediction[n])/N
    """

    contract = Contract(
        shapes="N, N ->",
        inputs=("prediction", "target"),
        constants=("target",),
        domain={"prediction": Interval(0.0, 1.0, open=True)},
    )

    def value(self, prediction, target):
        terms = target * np.log(prediction) + (1 - target) * np.log(1 - prediction)
        return -terms.mean()

    def gradient(self, prediction, target):
        return ((1 - target) / (1 - prediction) - target / prediction) / len(target)


class Tanh:
    """Only the forward is documented.

    Formula:
        Y[*i] = (exp(X[*i]) - exp(-X[*i]))/(exp(X[*i]) + exp(-X[*i]))
    """

    contract = Contract(shapes="*axes -> *axes")

    def forward(self, X):
        self.Y = np.tanh(X)
        return self.Y

    def backward(self, g):
        return g * (1 - self.Y**2)


class LogSumExp:
    """The logarithm of the sum of the exponentials of each row.

    Formula:
        Y[n] = log(sum(exp(X[n,t]) for t))
        dY[n]/dX[n,i] = exp(X[n,i] - Y[n])
    """

    contract = Contract(shapes="N C -> N")

    def forward(self, X):
        m = X.max(axis=1)
        self.X, self.Y = X, m + np.log(np.exp(X - m[:, None]).sum(axis=1))
        return self.Y

    def backward(self, g):
        return g[:, None] * np.exp(self.X - self.Y[:, None])


class RowProduct:
    """The product of each row.

    Formula:
        Y[n] = prod(X[n,t] for t)
        dY[n]/dX[n,i] = prod(X[n,t] for t if t != i)
    """

    contract = Contract(shapes="N C -> N")

    def forward(self, X):
        self.X = X
        return X.prod(axis=1)

    def backward(self, g):
        others = [np.delete(self.X, i, axis=1).prod(axis=1) for i in range(self.X.shape[1])]
        return g[:, None] * np.stack(others, axis=1)


HONEST = (
    PlainSigmoid,
    PlainGelu,
    ErfGelu,
    PlainSoftmax,
    LayerNorm,
    LogLoss,
    Tanh,
    LogSumExp,
    RowProduct,
)
