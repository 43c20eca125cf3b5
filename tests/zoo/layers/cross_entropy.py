"""The mean cross-entropy of logits against integer labels."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from ..specimen import Bug, Specimen


class CrossEntropyWithLogits:
    def forward(self, logits, labels):
        shifted = logits - logits.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        log_total = np.log(e.sum(axis=1))
        rows = np.arange(len(labels))
        loss = (log_total - shifted[rows, labels]).mean()
        return loss, (e, labels, rows)

    def backward(self, dout, cache):
        e, labels, rows = cache
        p = e / e.sum(axis=1, keepdims=True)
        p[rows, labels] -= 1
        dlogits = p * dout / len(labels)
        return dlogits, None


HIT = "p[rows, labels] -= 1"
DX = "dlogits = p * dout / len(labels)"

SPECIMEN = Specimen(
    name="cross_entropy",
    cls=CrossEntropyWithLogits,
    contract=Contract(shapes="N K, N -> ", inputs=("logits", "labels"), integers={"labels": Integers("K")}),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dlogits = p * dout", "no mean"),
        Bug("scale", DX, "dlogits = p * dout / p.size"),
        Bug("scale", DX, "dlogits = -p * dout / len(labels)"),
        Bug("missing-term", HIT, "pass"),
        Bug("missing-term", DX, "dlogits = p * abs(dout) / len(labels)", "the sign of the cotangent"),
        Bug("axis", HIT, "p[rows, labels[::-1]] -= 1"),
        Bug("axis", "p = e / e.sum(axis=1, keepdims=True)", "p = e / e.sum(keepdims=True)"),
        Bug("shape-conditional", DX, "dlogits = p * dout / max(len(labels), 2)"),
        Bug("value-conditional", HIT, "p[rows, labels] -= labels != 0", "label 0 is taken for padding"),
        Bug("localised", HIT, "p[rows[:-1], labels[:-1]] -= 1", "the last row"),
        Bug("small", HIT, "p[rows, labels] -= 1 - 1e-5", "smoothed"),
        Bug("ones-cotangent", DX, "dlogits = p / len(labels)", "drops the cotangent"),
        Bug("ones-cotangent", DX, "dlogits = p * dout**2 / len(labels)"),
        Bug(
            "state",
            "shifted = logits - logits.max(axis=1, keepdims=True)",
            "shifted = np.subtract(logits, logits.max(axis=1, keepdims=True), out=logits)",
            "writes into its input",
        ),
        Bug("dtype", DX, "dlogits = p * float(dout) * (np.ones(()) / len(labels))", "float64 for float32"),
        Bug(
            "accumulation",
            HIT,
            "p[np.unique(labels, return_index=True)[1], np.unique(labels)] -= 1",
            "repeated labels are dropped",
        ),
    ),
    tags=("cached",),
)
