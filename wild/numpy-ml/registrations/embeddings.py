"""Embeddings: one vector for each id, or pooled over the ids of a row."""

from functools import partial

from numpy_ml.neural_nets.layers import Embedding

from ethan_core import register
from ethan_core.contract import Integers
from registrations.preparing import contract

DROPS_REPEATS = {"gradient": "dW[ids] += g adds once where an id occurs twice in a row"}


def declare(pool, shapes, **known):
    register(
        f"embedding-{pool or 'unpooled'}.v1",
        partial(Embedding, 3, 7, pool=pool),
        contract=contract(shapes, inputs=("ids",), integers={"ids": Integers(7)}, rows_independent=True),
        expected_failures=known,
    )


declare(None, "N n_ids -> N n_ids 3")
declare("sum", "N n_ids -> N 1 3", **DROPS_REPEATS)
declare("mean", "N n_ids -> N 1 3", **DROPS_REPEATS)
