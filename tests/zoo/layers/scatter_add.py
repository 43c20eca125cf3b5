"""The rows of x added into the slots that integer ids name."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from ..specimen import Bug, Specimen


class ScatterAdd:
    def __init__(self, slots):
        self.slots = slots
        self.params = {"start": np.zeros(slots)}
        self.grads = {}

    def forward(self, x, ids):
        self.ids = ids
        out = np.zeros((self.slots, x.shape[1]), np.result_type(x, self.params["start"]))
        np.add.at(out, ids, x)
        return out + self.params["start"][:, None]

    def backward(self, dout):
        dx = dout[self.ids]
        dstart = dout.sum(axis=1)
        self.grads = {"start": dstart}
        return dx, None


SPECIMEN = Specimen(
    name="scatter_add",
    cls=ScatterAdd,
    contract=Contract(
        shapes="M D, M -> slots D",
        inputs=("x", "ids"),
        parameters={"start": "slots"},
        integers={"ids": Integers("slots")},
    ),
    cases=({"slots": 3}, {"slots": 5}, {"slots": 1}),
    bugs=(
        Bug(
            "scale",
            "dx = dout[self.ids]",
            "dx = dout[self.ids] / np.bincount(self.ids)[self.ids][:, None].astype(dout.dtype)",
            "the mean of each slot",
        ),
        Bug("axis", "dx = dout[self.ids]", "dx = dout[self.ids[::-1]]"),
        Bug("missing-term", "dstart = dout.sum(axis=1)", "dstart = dout[:, 0].copy()"),
        Bug(
            "accumulation",
            "dx = dout[self.ids]",
            "dx = dout[self.ids] * ~np.triu(self.ids[:, None] == self.ids, 1).any(axis=1)[:, None]",
            "only the last of a slot",
        ),
        Bug("shape-conditional", "dx = dout[self.ids]", "dx = dout[self.ids]; dx[4:] = 0"),
        Bug("localised", "dx = dout[self.ids]", "dx = dout[self.ids]; dx[:, -1] *= 1.01"),
        Bug(
            "ones-cotangent",
            "dstart = dout.sum(axis=1)",
            "dstart = np.full(self.slots, dout.sum() / self.slots, dout.dtype)",
        ),
        Bug("state", "dx = dout[self.ids]", "dx = dout[self.ids]; self.ids[:] = 0", "writes into its input"),
        Bug("dtype", "dx = dout[self.ids]", "dx = dout[self.ids].astype(np.float64)"),
    ),
    tags=("plain",),
)
