"""InfoNCE with a learned temperature, both ways, as CLIP has it."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class InfoNCE:
    def __init__(self, temperature=0.07):
        self.logit_scale = np.array([np.log(1 / temperature)])
        self.d_logit_scale = np.zeros(1)

    @staticmethod
    def _log_softmax(z, axis):
        z = z - z.max(axis=axis, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))

    def forward(self, image, text):
        self.image_norm = np.linalg.norm(image, axis=1, keepdims=True)
        self.text_norm = np.linalg.norm(text, axis=1, keepdims=True)
        self.u, self.v = image / self.image_norm, text / self.text_norm
        self.sim = self.u @ self.v.T
        logits = np.exp(self.logit_scale) * self.sim
        self.rows, self.cols = self._log_softmax(logits, 1), self._log_softmax(logits, 0)
        return -0.5 * (np.trace(self.rows) + np.trace(self.cols)) / len(image)

    def backward(self):
        n = len(self.sim)
        dlogits = 0.5 * (np.exp(self.rows) + np.exp(self.cols)) - np.eye(n)
        dlogits /= n
        scale = np.exp(self.logit_scale)
        self.d_logit_scale = (dlogits * self.sim * scale).sum(keepdims=True)[0]
        dsim = dlogits * scale
        du, dv = dsim @ self.v, dsim.T @ self.u
        dimage = (du - self.u * (du * self.u).sum(axis=1, keepdims=True)) / self.image_norm
        dtext = (dv - self.v * (dv * self.v).sum(axis=1, keepdims=True)) / self.text_norm
        return dimage, dtext


def draw(cls, rng):
    n, d = (int(k) for k in rng.integers([2, 2], [5, 6]))
    return Case(cls(rng.uniform(0.2, 1.5)), tuple(rng.standard_normal((2, n, d))))


DLOGITS = "dlogits = 0.5 * (np.exp(self.rows) + np.exp(self.cols)) - np.eye(n)"
DSCALE = "self.d_logit_scale = (dlogits * self.sim * scale).sum(keepdims=True)[0]"
DU = "du, dv = dsim @ self.v, dsim.T @ self.u"
DTEXT = "dtext = (dv - self.v * (dv * self.v).sum(axis=1, keepdims=True)) / self.text_norm"
SPECIMENS = (
    ModernSpecimen(
        name="info_nce",
        options={"contract": Contract(keeps_dtype=False)},
        cls=InfoNCE,
        draw=draw,
        natural=lambda cls: Case(cls(0.5), tuple(np.random.default_rng(0).standard_normal((2, 3, 4)))),
        style="loss = forward(image, text), backward() returns both; logit_scale and d_logit_scale",
        bugs=(
            Bug("missing-term", DSCALE, DSCALE.replace(" * scale", ""), "by the scale, not by its logarithm"),
            Bug("missing-term", DLOGITS, "dlogits = np.exp(self.rows) - np.eye(n)", "one way only"),
            Bug("missing-term", DTEXT, "dtext = dv / self.text_norm", "the norm taken for a constant"),
            Bug("axis", DU, "du, dv = dsim @ self.v, dsim @ self.u", "right for symmetric similarities"),
            Bug("axis", DTEXT, DTEXT.replace("axis=1", "axis=0")),
            Bug("missing-term", "dsim = dlogits * scale", "dsim = dlogits", "1/temperature"),
            Bug("state", DSCALE, DSCALE.replace(" = ", " = self.d_logit_scale + "), "adds up over calls"),
        ),
        gradients=lambda layer, returned: {
            "x": returned[0],
            "x1": returned[1],
            "logit_scale": layer.d_logit_scale,
        },
        parameters=lambda layer: {"logit_scale": layer.logit_scale},
    ),
)
