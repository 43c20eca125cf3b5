"""Layers, modules, activations and losses of numpy-ml 0.1.2, in the configurations of its users.

Nothing of the library is changed. A registration says how an object is made, which shapes it takes, and which
failures are known and why; `docs/wild/numpy-ml.md` explains each of them.
"""

import warnings

with warnings.catch_warnings():
    # numpy_ml warns that gym is missing, which its layers do not need.
    warnings.simplefilter("ignore")
    import numpy_ml.neural_nets  # noqa: F401

from registrations import (  # noqa: F401
    activations,
    attention,
    convolutions,
    dense,
    dropout,
    embeddings,
    flatten,
    losses,
    merging,
    modules,
    normalisation,
    pooling,
    recurrent,
    softmax,
)
