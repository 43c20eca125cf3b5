"""What a first forward sets up is kept; what it remembers is not."""

import numpy as np

from ethan_check.subject.execution.lazy_initialisation import initialised

X = np.arange(6.0).reshape(2, 3)


class Lazy:
    def __init__(self):
        self.W, self.mean, self.caches, self.state, self.log = None, None, [], {"runs": 0}, None

    def forward(self, x):
        if self.W is None:
            self.W, self.mean, self.log = np.ones(x.shape[1]), x.mean(axis=0), []
        self.caches.append("a run")
        self.log.append(x)
        self.x, self.state["last"] = x, x
        return x * self.W


def test_what_two_runs_have_in_common_was_set_up():
    layer = initialised(Lazy, lambda one, elsewhere: one.forward(X * 0.5 if elsewhere else X))
    assert layer.W.tolist() == [1.0] * 3
    assert layer.mean.tolist() == X.mean(axis=0).tolist()
    assert layer.caches == layer.log == []
    assert layer.state == {"runs": 0}
    assert not hasattr(layer, "x")
