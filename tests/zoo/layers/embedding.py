"""The rows of a table that integer ids name; an id may repeat."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from ..specimen import Bug, Specimen


class Embedding:
    def __init__(self, vocabulary, width):
        rng = np.random.default_rng(0)
        self.vocabulary, self.width = vocabulary, width
        self.params = {"table": rng.normal(size=(vocabulary, width))}
        self.grads = {}

    def forward(self, ids):
        self.ids = ids
        return self.params["table"][ids]

    def backward(self, dout):
        dtable = np.zeros_like(self.params["table"])
        np.add.at(dtable, self.ids, dout)
        self.grads = {"table": dtable}


ADD = "np.add.at(dtable, self.ids, dout)"
ZEROS = 'dtable = np.zeros_like(self.params["table"])'
GRADS = 'self.grads = {"table": dtable}'

SPECIMEN = Specimen(
    name="embedding",
    cls=Embedding,
    contract=Contract(
        shapes="N T -> N T width",
        inputs=("ids",),
        parameters={"table": "vocabulary width"},
        integers={"ids": Integers("vocabulary")},
        rows_independent=True,
    ),
    cases=({"vocabulary": 5, "width": 2}, {"vocabulary": 2, "width": 3}, {"vocabulary": 4, "width": 1}),
    bugs=(
        Bug("accumulation", ADD, "dtable[self.ids] += dout", "repeated ids are dropped"),
        Bug("accumulation", ADD, "dtable[self.ids] = dout"),
        Bug("accumulation", ADD, "np.add.at(dtable, self.ids[-1], dout[-1])", "the last row only"),
        Bug("scale", ADD, "np.add.at(dtable, self.ids, dout / len(dout))"),
        Bug("scale", ADD, "np.subtract.at(dtable, self.ids, dout)"),
        Bug("shape-conditional", ADD, "np.add.at(dtable, self.ids[:, :4], dout[:, :4])"),
        Bug(
            "value-conditional",
            ADD,
            "np.add.at(dtable, self.ids, dout); dtable[0] = 0",
            "id 0 is taken for padding",
        ),
        Bug("localised", ADD, "np.add.at(dtable, self.ids, dout); dtable[-1, -1] *= 0.5"),
        Bug("ones-cotangent", ADD, "np.add.at(dtable, self.ids, dout[:, ::-1])"),
        Bug(
            "state",
            ZEROS,
            "dtable = self.grads.get('table', np.zeros_like(self.params['table']))",
            "accumulates",
        ),
        Bug("state", "self.ids = ids", "self.ids = self.__dict__.setdefault(f'{ids.shape}', ids)"),
        Bug("dtype", ZEROS, "dtable = np.zeros((self.vocabulary, self.width))", "float64 for float32"),
        Bug("dtype", ZEROS, "dtable = np.zeros_like(self.params['table'], dtype=np.float32)"),
    ),
    tags=("plain",),
)
