"""A gated recurrent unit over time."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


class Gru:
    def forward(self, x, h0, W, U):
        h, steps, out, H = h0, [], [], h0.shape[1]
        for t in range(x.shape[1]):
            a, before = x[:, t] @ W, h
            u = sigmoid(a[:, :H] + before @ U[:, :H])
            r = sigmoid(a[:, H : 2 * H] + before @ U[:, H : 2 * H])
            n = np.tanh(a[:, 2 * H :] + (r * before) @ U[:, 2 * H :])
            h = u * before + (1 - u) * n
            steps.append((before, u, r, n))
            out.append(h)
        return np.stack(out, axis=1), (x, steps, W, U)

    def backward(self, dout, cache):
        x, steps, W, U = cache
        H = U.shape[0]
        dx, dW, dU, dh = np.zeros_like(x), np.zeros_like(W), np.zeros_like(U), 0 * dout[:, 0]
        for t in reversed(range(x.shape[1])):
            before, u, r, n = steps[t]
            d = dh + dout[:, t]
            dn = d * (1 - u) * (1 - n * n)
            drh = dn @ U[:, 2 * H :].T
            du = d * (before - n) * u * (1 - u)
            dr = drh * before * r * (1 - r)
            da = np.concatenate([du, dr, dn], axis=1)
            dx[:, t] = da @ W.T
            dW += x[:, t].T @ da
            dU[:, : 2 * H] += before.T @ da[:, : 2 * H]
            dU[:, 2 * H :] += (r * before).T @ dn
            dh = d * u + drh * r
            dh = dh + da[:, : 2 * H] @ U[:, : 2 * H].T
        return dx, dh, dW, dU


SPECIMEN = Specimen(
    name="gru",
    cls=Gru,
    contract=Contract(
        shapes="N T D, N H, D 3*H, H 3*H -> N T H",
        inputs=("x", "h0", "W", "U"),
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("scale", "dn = d * (1 - u) * (1 - n * n)", "dn = d * u * (1 - n * n)"),
        Bug("missing-term", "dh = d * u + drh * r", "dh = d * u"),
        Bug("missing-term", "du = d * (before - n) * u * (1 - u)", "du = d * before * u * (1 - u)"),
        Bug("axis", "da = np.concatenate([du, dr, dn], axis=1)", "da = np.concatenate([dr, du, dn], axis=1)"),
        Bug(
            "shape-conditional",
            "drh = dn @ U[:, 2 * H :].T",
            "drh = dn @ (U[:, 2 * H :] if len(x) > 2 else U[:, 2 * H :].T)",
        ),
        Bug("localised", "dx[:, t] = da @ W.T", "dx[:, t] = da @ W.T; dx[0, 0, 0] = 0"),
        Bug("small", "dr = drh * before * r * (1 - r)", "dr = drh * before * r * (1 - r) * 0.999"),
        Bug("ones-cotangent", "d = dh + dout[:, t]", "d = dh + dout[::-1, t]"),
        Bug(
            "state",
            "x, steps, W, U = cache",
            "x, steps, W, U = self.__dict__.setdefault(f'{cache[0].shape}', cache)",
            "the cache of the first call",
        ),
        Bug("dtype", "drh = dn @ U[:, 2 * H :].T", "drh = dn.astype('f4') @ U[:, 2 * H :].T.astype('f4')"),
        Bug("accumulation", "dW += x[:, t].T @ da", "dW[:] = x[:, t].T @ da", "the first step only"),
        Bug(
            "accumulation",
            "dh = dh + da[:, : 2 * H] @ U[:, : 2 * H].T",
            "dh = da[:, : 2 * H] @ U[:, : 2 * H].T",
        ),
    ),
    tags=("cached",),
)
