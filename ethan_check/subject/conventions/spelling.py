"""How people spell it: every table of names of methods, of their arguments, of gradients and of losses.

Names are evidence, not proof: what they suggest is tried before it is believed. What looks for layers in a
module and what reads one layer look by the same tables, so whatever can be read is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FORWARD_METHODS = _names(
    "forward forward_pass forward_propagation forward_propagate forward_prop forwardpass fprop feed_forward "
    "feedforward forwards fwd __call__ run"
)
BACKWARD_METHODS = _names(
    "backward backward_pass backward_propagation backward_propagate backward_prop backwards backwardpass "
    "bprop backprop back_prop backpropagate backpropagation back_propagation bwd vjp pullback"
)
FORWARD_FUNCTIONS = tuple(name for name in FORWARD_METHODS if name not in ("__call__", "run"))
BACKWARD_FUNCTIONS = BACKWARD_METHODS
"""What the name of a function begins or ends with: `affine_forward`, `bwd_relu`."""

CLOSURE_METHODS = ("begin_update", *FORWARD_METHODS)
"""Methods that may return the pair of an output and its backward."""

TRAIN_FLAGS = _names("is_train train training is_training drop")
"""What the argument after the inputs is called that says whether the layer is trained."""

LOSS_VALUES = _names(
    "value loss calculate compute forward __call__ fn cost calc_loss get_loss compute_loss calculate_loss "
    "func f"
)
LOSS_GRADIENTS = _names(
    "gradient grad derivative backward gradients prime deriv loss_gradient delta d loss_prime "
    "loss_derivative dloss backprop backward_pass calc_gradient df get_gradient grads compute_gradient "
    "derivate d_loss grad_loss"
)
REMEMBERED_GRADIENTS = _names("backward gradient grad backward_pass backprop")
"""The gradients that may take no argument, because the value remembers both of its own."""

ELEMENTWISE_VALUES = tuple(n for n in LOSS_VALUES if n not in ("cost", "loss")) + _names(
    "activate apply activation function eval evaluate activation_function"
)
ELEMENTWISE_DERIVATIVES = tuple(
    n for n in LOSS_GRADIENTS if "loss" not in n and n not in BACKWARD_METHODS
) + _names(
    "activation_prime activation_derivative function_derivative function_prime func_derivative fn_derivative "
    "f_prime fprime df_dx dfdx diff differentiate Derivative deriv_activation d_activation dactivation "
    "derivative_function"
)
"""Not those that may as well take a cotangent."""
ELEMENTWISE_OUTPUTS = _names("a y out output outputs activated activation s fx f_x")
"""What a derivative calls its argument where it is the output of the function."""

METHODS_OF_INPUTS = tuple(dict.fromkeys((
    "forward", "value", "loss", "calculate", "compute", *CLOSURE_METHODS, *LOSS_VALUES, *ELEMENTWISE_VALUES,
)))  # fmt: skip
"""Every method that takes a layer's inputs, in the order in which they are asked how many there are."""

GRADIENT_MAPPINGS = _names(
    "grads gradients grad _grads _gradients param_grads get_grads get_gradients dparams d_params gradient"
)
PARAMETER_MAPPINGS = _names("params parameters weights _params _parameters get_params get_parameters param")
PARAMETER_LISTS = (*PARAMETER_MAPPINGS, "trainable", "trainable_weights", "variables")

ARRAY_ATTRIBUTES = _names("data value array val values w tensor _data _value _array param")
GRADIENT_ATTRIBUTES = _names(
    "grad grad_array gradient grads g diff d _grad _gradient grad_value dvalue adjoint"
)
"""Where an object that is a parameter or a tensor has its array, and its gradient."""
NAMELESS = frozenset(ARRAY_ATTRIBUTES) - {"w"}
"""Names on the way to an array that do not say which array it is."""

RESETS = _names("zero_grad zero_grads zero_gradients flush_gradients clear_grads cleargrads")
"""The methods by which a layer forgets what it adds up."""
UPDATES = _names(
    "update step apply apply_gradients update_params update_weights optimize get_update minimize "
    "update_parameters run"
)
"""The methods by which an optimizer is told of a gradient."""

CONTEXTS = ("ctx", "context")
"""What the first argument of both methods is called where forward saves things on it for backward."""
COTANGENTS_OF_TAPES = _names("g gy dy dout cotangent upstream ct seed v error delta")
"""What a tape's backward calls an argument that is a cotangent; any name with `grad` in it says so too."""
FLAGS_OF_TAPES = _names("retain create require keep clear zero accumulate with_ free reset fn")
"""Parts of names of arguments that are switches, even with `grad` in them: `retain_grad`."""

TARGETS = _names(
    "target targets t label labels y_true ytrue truth true actual expected ground_truth gt y_real y_target "
    "true_y targ desired groundtruth y_actual y_train expected_output one_hot trues reference"
)
"""Arguments of a loss that are not differentiated."""
PREDICTIONS = _names(
    "prediction predictions predicted pred preds y_pred ypred y_hat yhat logits logit output outputs scores "
    "probs probabilities x a p prob predict z y_predicted out network_output pred_y model_output input "
    "estimate"
)
_INPUTS = _names("x inp input inputs x_in a_prev bottom input_data")
_RATES = _names(
    "lr learning_rate learningrate eta alpha rate learn_rate l_rate step_size stepsize _lr _learning_rate "
    "lrate"
)
_OPTIMIZERS = _names("optimizer optimiser optim opt updater sgd solver")
_CACHES = _names("cache ctx context memory saved cached tape stash caches memo")
_OUTPUTS = _names("y output outputs top yhat y_hat activation activations")
_SURE_COTANGENTS = _names("dout d_out grad_out gout out_grad douts")
_NO_DERIVATIVES = _names("data dim dims dtype dropout depth device decay dilation debug")
_OUT_ARGUMENTS = re.compile(
    r"(out|dest|destination|result|buffer|dx\d*|grad_?in(put)?s?|in(put)?_?grad|d_?in(put)?s?|gx\d*|bottom_diff"
    r"|out_.*|.*_out|.*_buf(fer)?)$"
)
_COTANGENTS = re.compile(
    r"(g|gy|gz|go|gout|dout|douts|dy|dz|da|dh|do|ds|do?ut|delta|deltas|error|err|errors|upstream.*|cotangent|ct|v"
    r"|.*grad.*|dl.*|de_.*|d_out.*|dout.*|d_y|dlogits|top_diff|out_diff|dvalues|d_values|dscores|delta_.*|.*_delta"
    r"|output_error|.*_error|accum.*|d_.*|dnext.*|back.*)$"
)
_GRADIENTS = _names(
    "d{} grad_{} {}_grad d_{} d{}_ {}_gradient {}_grads {}_gradients gradient_{} grads_{} gradients_{} "
    "dL_d{} dLd{} dloss_d{} g{} g_{} delta_{} {}_delta D{} grad{} {}grad {}Grad dE_d{} dC_d{} dJ_d{} "
    "nabla_{} {}_update"
)


def is_rate(name: str) -> bool:
    """Whether an argument or attribute of this name is a learning rate."""
    return name.lower() in _RATES


def is_input(name: str) -> bool:
    """Whether an argument of backward of this name is the layer's only input."""
    return name.lower() in _INPUTS


def role_of(name: str) -> str | None:
    """What an argument of backward is by its name alone; None if the name does not tell.

    >>> [role_of(name) for name in ("dL_dY", "lr", "cache", "dx", "optimizer", "y", "whatever")]
    ['cotangent', 'rate', 'cache', 'out', 'optimizer', 'output', None]
    """
    lower = name.lower()
    sure = {"rate": _RATES, "optimizer": _OPTIMIZERS, "cache": _CACHES, "cotangent": _SURE_COTANGENTS}
    for role, names in sure.items():
        if lower in names:
            return role
    if _OUT_ARGUMENTS.fullmatch(lower):
        return "out"
    if lower in _OUTPUTS:
        return "output"
    if _COTANGENTS.fullmatch(lower):
        return "cotangent"
    return "cotangent" if re.fullmatch(r"d[a-z0-9_]{1,7}", lower) and lower not in _NO_DERIVATIVES else None


@lru_cache(maxsize=1024)  # The names of one layer's arrays, with room for more.
def gradient_spellings(name: str) -> tuple[str, ...]:
    """What the gradient of a parameter may be called; first its own name, as a key among gradients.

    >>> gradient_spellings("W")[:3]
    ('W', 'dW', 'grad_W')
    """
    bare = name.strip("_")
    names = (name, *(pattern.format(name) for pattern in _GRADIENTS))
    return names if bare == name else (*names, *(f"_{pattern.format(bare)}" for pattern in _GRADIENTS))


def unmangled(name: str) -> str:
    """An attribute's name as it is written in the class."""
    found = re.fullmatch(r"_\w*?[A-Za-z0-9]__(\w+)", name)
    return found.group(1) if found else name


def forward_method(layer: Any) -> str | None:
    """The name under which a layer has its forward; None if it has none."""
    return next((name for name in FORWARD_METHODS if callable(getattr(layer, name, None))), None)


def backward_method(layer: Any) -> str | None:
    """The name under which a layer has its backward; None if it has none."""
    return next((name for name in BACKWARD_METHODS if callable(getattr(layer, name, None))), None)


def argument_order(names: Sequence[str]) -> bool | None:
    """Whether the first of two arguments is the prediction, by their names; None if they do not tell.

    >>> argument_order(["y_true", "y_pred"]), argument_order(["y", "t"]), argument_order(["a", "b"])
    (False, True, True)
    >>> argument_order(["u", "y"]) is None
    True
    """
    first, second = (name.lower().strip("_") for name in names[:2])
    for one, other, answer in ((first, second, True), (second, first, False)):
        if one in PREDICTIONS and other not in PREDICTIONS:
            return answer
        if other in TARGETS and one not in TARGETS:
            return answer
    return None


def target_position(names: list[str]) -> int | None:
    """Which of two arguments is called a target beyond doubt; None if neither or both are."""
    unsure = ("t", "true", "actual", "expected")
    places = [i for i, name in enumerate(names) if name.lower() in TARGETS and name.lower() not in unsure]
    return places[0] if len(names) == 2 and len(places) == 1 else None
