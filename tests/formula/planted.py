"""Planted formula bugs: one line of a component's source or docstring, and what it becomes.

Each stands in forward, in backward or in the documentation, and nowhere else.
"""

from __future__ import annotations

import inspect
import linecache
import sys
import textwrap
from dataclasses import dataclass
from typing import Literal

from ethan_core.fn import MSE, CrossEntropy, Gelu, Relu, Sigmoid, Softmax, SoftmaxCrossEntropy
from ethan_core.net import Conv2d, Dropout, Flatten, MaxPool2d, Mlp

Party = Literal["forward", "backward", "documentation"]

KINDS = ("sign", "index", "missing term", "range", "constant", "missing 1/N", "boundary")


@dataclass(frozen=True)
class Planted:
    """One bug.

    Args:
        cls: the right component.
        party: where the bug is.
        kind: one of `KINDS`.
        old: a piece of the source that occurs once.
        new: what it becomes.
    """

    cls: type
    party: Party
    kind: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.cls.__name__} {self.party} {self.kind} {self.new.strip()}"

    def build(self) -> type:
        """The component with the bug in it, unregistered."""
        source = textwrap.dedent(inspect.getsource(self.cls))
        source = source[source.index("class ") :]
        if source.count(self.old) != 1:
            raise ValueError(f"{self}: {self.old!r} occurs {source.count(self.old)} times")
        source = source.replace(self.old, self.new)
        filename = f"<{self}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        namespace = dict(vars(sys.modules[self.cls.__module__]))
        exec(compile(source, filename, "exec"), namespace)
        built: type = namespace[self.cls.__name__]
        return built


def _f(cls: type, kind: str, old: str, new: str) -> Planted:
    return Planted(cls, "forward", kind, old, new)


def _b(cls: type, kind: str, old: str, new: str) -> Planted:
    return Planted(cls, "backward", kind, old, new)


def _d(cls: type, kind: str, old: str, new: str) -> Planted:
    return Planted(cls, "documentation", kind, old, new)


_GELU_FORWARD = "X * logistic(self._gate(_limited(X)))"
_GELU_OTHER_GATE = "X * logistic(sqrt(8 / pi) * (_limited(X) + {} * _limited(X) ** {}))"

GELU_COEFFICIENTS = (
    _f(Gelu, "constant", _GELU_FORWARD, _GELU_OTHER_GATE.format("self.K * (1 + 1e-12)", "3")),
    _b(Gelu, "constant", "3 * self.K * x * x", "3 * self.K * (1 + 1e-12) * x * x"),
    _d(Gelu, "constant", "(1 + 3*K*X[*i]**2)", "(1 + 3*K*1.000000000001*X[*i]**2)"),
    _d(Gelu, "constant", "(X[*i] + K*X[*i]**3)", "(X[*i] + K*1.000000000001*X[*i]**3)"),
)
"""A coefficient off by a relative 1e-12."""

PLANTED = (
    *GELU_COEFFICIENTS,
    _f(Gelu, "index", _GELU_FORWARD, _GELU_OTHER_GATE.format("self.K", "2")),
    _f(Gelu, "missing term", _GELU_FORWARD, "X * logistic(sqrt(8 / pi) * _limited(X))"),
    _b(Gelu, "constant", "3 * self.K * x * x", "2 * self.K * x * x"),
    _b(Gelu, "constant", "gate_slope = sqrt(8 / pi)", "gate_slope = sqrt(2 / pi)"),
    _b(Gelu, "missing term", "logistic(gate) + x * gate_slope * logistic_slope(gate)", "logistic(gate)"),
    _b(Gelu, "sign", "logistic(gate) + x * gate_slope", "logistic(gate) - x * gate_slope"),
    _d(Gelu, "sign", "(1 - tanh(u[*i])**2)", "(1 + tanh(u[*i])**2)"),
    _d(Gelu, "constant", "(1 + 3*K*X[*i]**2)", "(1 + K*X[*i]**2)"),
    _d(Gelu, "index", "K*X[*i]**3", "K*X[*i]**2"),
    _d(Gelu, "missing term", "= (1 + tanh(u[*i]))/2 + X[*i]/2*", "= X[*i]/2*"),
    _f(Relu, "constant", "np.maximum(X, 0)", "np.maximum(X, 0) * (1 + 1e-12)"),
    _f(Relu, "sign", "np.maximum(X, 0)", "np.maximum(-X, 0)"),
    _b(Relu, "boundary", "np.where(X > 0, dL_dY, 0)", "np.where(X >= 0, dL_dY, 0)"),
    _b(Relu, "sign", "np.where(X > 0, dL_dY, 0)", "np.where(X > 0, -dL_dY, 0)"),
    _b(Relu, "range", "np.where(X > 0, dL_dY, 0)", "np.where(X > 0.5, dL_dY, 0)"),
    _d(Relu, "boundary", "1 if X[*i] > 0 else 0", "1 if X[*i] >= 0 else 0"),
    _d(Relu, "constant", "1 if X[*i] > 0 else 0", "1 if X[*i] > 0 else 0.01"),
    _d(Relu, "sign", "Y[*i] = max(0, X[*i])", "Y[*i] = max(0, -X[*i])"),
    _d(Relu, "boundary", "Y[*i] = max(0, X[*i])", "Y[*i] = min(0, X[*i])"),
    _f(Sigmoid, "constant", "return logistic(X)", "return logistic(X * (1 + 1e-12))"),
    _f(Sigmoid, "sign", "return logistic(X)", "return logistic(-X)"),
    _b(Sigmoid, "missing term", "dL_dY * logistic_slope(X)", "dL_dY * logistic(X)"),
    _b(Sigmoid, "constant", "dL_dY * logistic_slope(X)", "dL_dY * logistic_slope(X + 1e-10)"),
    _d(Sigmoid, "sign", "Y[*i]*(1 - Y[*i])", "Y[*i]*(1 + Y[*i])"),
    _d(Sigmoid, "sign", "1/(1 + exp(-X[*i]))", "1/(1 + exp(X[*i]))"),
    _d(Sigmoid, "constant", "1/(1 + exp(-X[*i]))", "1/(2 + exp(-X[*i]))"),
    _d(Sigmoid, "missing term", "Y[*i]*(1 - Y[*i])", "1 - Y[*i]"),
    _d(Sigmoid, "missing term", "= exp(-X[*i])/(1 + exp(-X[*i]))**2", "= exp(-X[*i])/(1 + exp(-X[*i]))"),
    _f(Softmax, "index", "E / E.sum(axis=self.axis, keepdims=True)", "E / E.sum(axis=0, keepdims=True)"),
    _f(Softmax, "missing term", "E / E.sum(axis=self.axis, keepdims=True)", "E * 1.0"),
    _b(
        Softmax, "missing term", "Y * (G - (G * Y).sum(axis=self.axis, keepdims=True))", "Y * (1 - Y) * dL_dY"
    ),
    _b(Softmax, "sign", "Y * (G - (G * Y)", "Y * (G + (G * Y)"),
    _b(Softmax, "index", "(G * Y).sum(axis=self.axis", "(G * Y).sum(axis=0"),
    _d(
        Softmax,
        "sign",
        "formula=_formula(before, after)",
        'formula=_formula(before, after).replace("else -", "else ")',
    ),
    _d(
        Softmax,
        "index",
        "formula=_formula(before, after)",
        'formula=_formula(before, after).replace("i == j", "i < j")',
    ),
    _d(
        Softmax,
        "sign",
        "formula=_formula(before, after)",
        'formula=_formula(before, after).replace("1 - Y", "1 + Y")',
    ),
    _d(
        Softmax,
        "missing term",
        "formula=_formula(before, after)",
        'formula=_formula(before, after).replace("] = exp(", "] = 1.5*exp(")',
    ),
    _f(MSE, "sign", "batch_mean((prediction - target) ** 2)", "batch_mean((prediction + target) ** 2)"),
    _f(MSE, "missing 1/N", "batch_mean((prediction - target) ** 2)", "((prediction - target) ** 2).sum()"),
    _f(MSE, "constant", "(prediction - target) ** 2", "(prediction - target) ** 2 / 2"),
    _b(MSE, "constant", "2 * (prediction - target)", "prediction - target"),
    _b(MSE, "sign", "2 * (prediction - target)", "2 * (target - prediction)"),
    _b(MSE, "missing 1/N", "2 * (prediction - target)", "2 * (prediction - target) / len(target)"),
    _d(MSE, "missing 1/N", "for n, *i)/N", "for n, *i)"),
    _d(MSE, "sign", "2*(prediction[n,*i] - target[n,*i])", "2*(target[n,*i] - prediction[n,*i])"),
    _d(MSE, "constant", "2*(prediction[n,*i] - target[n,*i])", "prediction[n,*i] - target[n,*i]"),
    _d(MSE, "missing 1/N", "2*(prediction[n,*i] - target[n,*i])", "2*(prediction[n,*i] - target[n,*i])/N"),
    _f(CrossEntropy, "missing 1/N", "batch_mean(target * np.where(", "np.sum(target * np.where("),
    _f(
        CrossEntropy,
        "sign",
        "(floored - prediction) / eps - np.log(floored)",
        "(floored - prediction) / eps + np.log(floored)",
    ),
    _f(CrossEntropy, "missing term", "(floored - prediction) / eps - np.log(floored)", "-np.log(floored)"),
    _b(CrossEntropy, "sign", "return 0 - target /", "return target /"),
    _b(
        CrossEntropy,
        "index",
        "return 0 - target / np.where(prediction.real >= eps, prediction, eps)",
        "return 0 - prediction / np.where(target >= eps, target, eps)",
    ),
    _b(CrossEntropy, "missing 1/N", "return 0 - target /", "return 0 - target / len(target) /"),
    _d(CrossEntropy, "sign", "= -target[n,*i]/max", "= target[n,*i]/max"),
    _d(
        CrossEntropy,
        "boundary",
        "= -target[n,*i]/max(prediction[n,*i], eps)",
        "= -target[n,*i]/prediction[n,*i]",
    ),
    _d(CrossEntropy, "missing 1/N", "for n, *i)/N", "for n, *i)"),
    _d(CrossEntropy, "missing term", "= -target[n,*i]/max", "= -1/max"),
    _f(SoftmaxCrossEntropy, "sign", "np.log1p(others) - scores", "np.log1p(others) + scores"),
    _f(SoftmaxCrossEntropy, "missing 1/N", "batch_mean(target * np.where(", "np.sum(target * np.where("),
    _b(SoftmaxCrossEntropy, "missing term", " - _sum_of_others(E) / total * target", ""),
    _b(
        SoftmaxCrossEntropy,
        "sign",
        " - _sum_of_others(E) / total * target",
        " + _sum_of_others(E) / total * target",
    ),
    _d(
        SoftmaxCrossEntropy, "missing term", "*sum(target[n,*i,t] for t) - target[n,*i,c]", "- target[n,*i,c]"
    ),
    _d(SoftmaxCrossEntropy, "sign", "(log(Z[n,*i]) - prediction", "(log(Z[n,*i]) + prediction"),
    _d(SoftmaxCrossEntropy, "missing 1/N", "for n, *i, c)/N", "for n, *i, c)"),
    _f(Mlp, "missing term", "X @ self.W.T + self.b", "X @ self.W.T"),
    _f(Mlp, "sign", "X @ self.W.T + self.b", "X @ self.W.T - self.b"),
    _f(Mlp, "index", "X @ self.W.T + self.b", "X @ self.W[::-1].T + self.b"),
    _f(Mlp, "constant", "X @ self.W.T + self.b", "X @ self.W.T * (1 + 1e-12) + self.b"),
    _b(Mlp, "missing 1/N", "dL_dY.T @ X / batch", "dL_dY.T @ X"),
    _b(Mlp, "missing 1/N", "dL_dY.sum(axis=0) / batch", "dL_dY.sum(axis=0)"),
    _b(Mlp, "sign", "return dL_dY @ self.W,", "return -dL_dY @ self.W,"),
    _b(Mlp, "range", "dL_dY.sum(axis=0) / batch", "dL_dY[1:].sum(axis=0) / batch"),
    _b(Mlp, "index", "dL_dY.T @ X / batch", "dL_dY.T @ X[::-1] / batch"),
    _d(Mlp, "missing term", "for i) + b[o]", "for i)"),
    _d(
        Mlp,
        "missing 1/N",
        "dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)/N",
        "dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)",
    ),
    _d(Mlp, "missing 1/N", "dL/db[o] = sum(dL/dY[n,o] for n)/N", "dL/db[o] = sum(dL/dY[n,o] for n)"),
    _d(Mlp, "index", "Y[n,o] = sum(W[o,i]*X[n,i] for i)", "Y[n,o] = sum(W[i,o]*X[n,i] for i)"),
    _d(
        Mlp,
        "range",
        "dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o)",
        "dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o if o > 0)",
    ),
    _d(Mlp, "sign", "dL/dX[n,i] = sum(", "dL/dX[n,i] = -sum("),
    _f(Dropout, "constant", "return self._masked(X, self.mask)", "return np.where(self.mask, X, 0)"),
    _f(Dropout, "missing term", "return self._masked(X, self.mask)", "return X / self._kept"),
    _b(
        Dropout,
        "constant",
        "return self._masked(dL_dY, self.mask), {}",
        "return np.where(self.mask, dL_dY, 0), {}",
    ),
    _b(Dropout, "missing term", "return self._masked(dL_dY, self.mask), {}", "return dL_dY / self._kept, {}"),
    _d(Dropout, "missing term", "mask[*i]*dL/dY[*i]/(1 - p)", "dL/dY[*i]/(1 - p)"),
    _d(Dropout, "sign", "mask[*i]*dL/dY[*i]/(1 - p)", "mask[*i]*dL/dY[*i]/(1 + p)"),
    _d(Dropout, "constant", "mask[*i]*X[*i]/(1 - p)", "mask[*i]*X[*i]/p"),
    _f(
        Flatten,
        "index",
        "X.reshape(X.shape[0], prod(X.shape[1:])).copy()",
        "X.reshape(X.shape[0], prod(X.shape[1:]))[:, ::-1].copy()",
    ),
    _b(
        Flatten,
        "index",
        "return dL_dY.reshape(X.shape).copy(), {}",
        "return dL_dY[:, ::-1].reshape(X.shape).copy(), {}",
    ),
    _d(Flatten, "sign", "dL/dX[n,*i] = dL/dY[n,flat(*i)]", "dL/dX[n,*i] = -dL/dY[n,flat(*i)]"),
    _d(Flatten, "constant", "Y[n,flat(*i)] = X[n,*i]", "Y[n,flat(*i)] = 2*X[n,*i]"),
    _f(Conv2d, "missing term", "self._kernels() @ columns + self.b[:, None]", "self._kernels() @ columns"),
    _f(
        Conv2d,
        "index",
        "self._kernels() @ columns + self.b[:, None]",
        "self._kernels()[:, ::-1] @ columns + self.b[:, None]",
    ),
    _b(Conv2d, "missing 1/N", '{"W": dL_dW / batch,', '{"W": dL_dW,'),
    _b(Conv2d, "missing 1/N", "return dL_dX, {", "return dL_dX / batch, {"),
    _b(Conv2d, "index", "self._spread(self._kernels().T @ G", "self._spread(self._kernels()[:, ::-1].T @ G"),
    _b(Conv2d, "range", "G.sum(axis=2).sum(axis=0)", "G[:, :, :-1].sum(axis=2).sum(axis=0)"),
    _d(Conv2d, "sign", "W[o,c,h+ph-i*sh,w+pw-j*sw]", "W[o,c,h-ph-i*sh,w+pw-j*sw]"),
    _d(Conv2d, "index", "W[o,c,p,q]*X[n,c,i*sh+p-ph", "W[o,c,q,p]*X[n,c,i*sh+p-ph"),
    _d(Conv2d, "index", "for c, p, q) + b[o]", "for c, p, q) + b[0]"),
    _d(
        Conv2d,
        "missing 1/N",
        "dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j)/N",
        "dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j)",
    ),
    _d(
        Conv2d,
        "range",
        "dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j)/N",
        "dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j if i > 0)/N",
    ),
    _f(
        MaxPool2d,
        "sign",
        "return np.take(X, self._chosen(X.real))",
        "return np.take(X, self._chosen(-X.real))",
    ),
    _f(
        MaxPool2d,
        "sign",
        "return np.take(X, self._chosen(X.real))",
        "return -np.take(X, self._chosen(X.real))",
    ),
    _b(
        MaxPool2d,
        "boundary",
        "np.add.at(dL_dX.reshape(-1), self._chosen(X.real)",
        "np.add.at(dL_dX.reshape(-1), self._chosen(X.real + 1e-13 * np.arange(X.size).reshape(X.shape))",
    ),
    _b(
        MaxPool2d,
        "sign",
        "np.add.at(dL_dX.reshape(-1), self._chosen(X.real)",
        "np.add.at(dL_dX.reshape(-1), self._chosen(-X.real)",
    ),
    _b(
        MaxPool2d,
        "missing term",
        "np.add.at(dL_dX.reshape(-1), self._chosen(X.real).reshape(-1), dL_dY.reshape(-1))",
        "np.put(dL_dX, self._chosen(X.real), dL_dY)",
    ),
    _d(MaxPool2d, "sign", "Y[n,c,i,j] = max(X", "Y[n,c,i,j] = min(X"),
    _d(MaxPool2d, "sign", "if first_argmax(X", "if first_argmin(X"),
    _d(
        MaxPool2d,
        "range",
        "Y[n,c,i,j] = max(X[n,c,i*sh+p,j*sw+q] for p < kh,",
        "Y[n,c,i,j] = max(X[n,c,i*sh+p,j*sw+q] for p < max(kh-1, 1),",
    ),
    _d(MaxPool2d, "index", "(h-i*sh, w-j*sw)", "(h-i*sw, w-j*sh)"),
)
"""All of them."""
