"""Dot-product attention."""

from functools import partial

from numpy_ml.neural_nets.layers import DotProductAttention

from ethan_core import register
from registrations.known import DRAWS_GLOBALLY, everything
from registrations.preparing import contract

SHAPES = "N Q D, N K D, N K V -> N Q V"
KEEPS_SCORES = {
    "state": "flush_gradients() does not reach the softmax inside, which keeps the scores of every forward",
    "purity": "the second backward of one object raises: the softmax inside has kept two forwards",
}

for name, scale in {"scaled": True, "unscaled": False}.items():
    register(
        f"attention-{name}.v1",
        partial(DotProductAttention, scale=scale),
        contract=contract(SHAPES, inputs=("Q", "K", "V"), rows_independent=True),
        expected_failures=KEEPS_SCORES,
    )
register(
    "attention-dropout.v1",
    partial(DotProductAttention, dropout_p=0.3),
    contract=contract(SHAPES, inputs=("Q", "K", "V"), random=True),
    expected_failures={
        **KEEPS_SCORES,
        **DRAWS_GLOBALLY,
        "gradient": "dropout's backward does not multiply by the mask",
    },
)
register(
    "attention-heads.v1",
    DotProductAttention,
    contract=contract("N H Q D, N H K D, N H K V -> N H Q V", inputs=("Q", "K", "V"), rows_independent=True),
    expected_failures=everything("the softmax inside raises in its backward for four axes"),
)
