"""How people spell losses: their two methods, and which of two arguments is the target."""

from __future__ import annotations

__all__ = ["GRADIENTS", "TARGETS", "VALUES", "argument_order", "target_position"]

VALUES = (
    "value", "loss", "calculate", "compute", "forward", "__call__", "fn", "cost", "calc_loss", "get_loss",
    "compute_loss", "calculate_loss", "func", "f",
)  # fmt: skip
"""Methods that return the number."""

GRADIENTS = (
    "gradient", "grad", "derivative", "backward", "gradients", "prime", "deriv", "loss_gradient", "delta",
    "d", "loss_prime", "loss_derivative", "dloss", "backprop", "backward_pass", "calc_gradient", "df",
    "get_gradient", "grads", "compute_gradient", "derivate", "d_loss", "grad_loss",
)  # fmt: skip
"""Methods that return its gradient."""

_PREDICTIONS = {
    "prediction", "predictions", "predicted", "pred", "preds", "y_pred", "ypred", "y_hat", "yhat", "logits",
    "logit", "output", "outputs", "scores", "probs", "probabilities", "x", "a", "p", "prob", "predict", "z",
    "y_predicted", "out", "network_output", "pred_y", "model_output", "input", "estimate",
}  # fmt: skip
TARGETS = {
    "target", "targets", "t", "label", "labels", "y_true", "ytrue", "truth", "true", "actual", "expected",
    "ground_truth", "gt", "y_real", "y_target", "true_y", "targ", "desired", "groundtruth", "y_actual",
    "y_train", "expected_output", "one_hot", "trues", "reference",
}  # fmt: skip
"""Arguments that are not differentiated."""


def argument_order(names: list[str]) -> bool | None:
    """Whether the first of two arguments is the prediction, by their names; None if they do not tell.

    >>> argument_order(["y_true", "y_pred"]), argument_order(["y", "t"]), argument_order(["a", "b"])
    (False, True, True)
    >>> argument_order(["u", "y"]) is None
    True
    """
    first, second = (name.lower().strip("_") for name in names[:2])
    for one, other, answer in ((first, second, True), (second, first, False)):
        if one in _PREDICTIONS and other not in _PREDICTIONS:
            return answer
        if other in TARGETS and one not in TARGETS:
            return answer
    return None


def target_position(names: list[str]) -> int | None:
    """Which of two arguments is called a target beyond doubt; None if neither or both are.

    >>> target_position(["logits", "labels"]), target_position(["x", "y"])
    (1, None)
    """
    places = [
        i for i, name in enumerate(names) if name.lower() in TARGETS - {"t", "true", "actual", "expected"}
    ]
    return places[0] if len(names) == 2 and len(places) == 1 else None
