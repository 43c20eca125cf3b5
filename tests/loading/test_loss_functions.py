"""Functions that return a loss and its gradient at once."""

from types import ModuleType

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.loading.loss_functions import LossAndGradient, loss_functions, returns_loss_and_gradient
from ethan_check.loading.module_scan import offer_classes
from ethan_check.loading.module_sources import Source, named_target


def softmax_loss(x, y):
    z = x - x.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    d = p.copy()
    d[np.arange(len(y)), y] -= 1
    return -np.log(p[np.arange(len(y)), y]).mean(), d / len(y)


def square_cost(prediction, target, scale=1.0):
    d = prediction - target
    if scale == 0:
        return 0.0, np.zeros_like(d)
    return 0.5 * scale * (d * d).sum(), scale * d


def loss_alone(x, y):
    return ((x - y) ** 2).sum()


def some_loss(x):
    return x, x


def nested_loss(x, y):
    def inner(z):
        return z, z

    return inner(x - y)


def pair_of_things(x, y):
    return x, y


def module_of(*functions):
    module = ModuleType("losses_of_somebody")
    for function in functions:
        function.__module__ = module.__name__
        setattr(module, function.__name__, function)
    return module


ALL = (softmax_loss, square_cost, loss_alone, some_loss, nested_loss, pair_of_things)


def test_those_that_say_so_by_name_and_by_every_return():
    assert [loss.__name__ for loss in loss_functions(module_of(*ALL))] == ["softmax_loss", "square_cost"]


@pytest.mark.parametrize(
    ("function", "expected"), [(softmax_loss, True), (loss_alone, False), (np.sin, False)]
)
def test_nothing_is_run_to_know(function, expected):
    assert returns_loss_and_gradient(function) is expected


def test_they_are_judged_with_labels_and_with_targets():
    rng = np.random.default_rng(0)
    scores, labels = rng.normal(size=(3, 4)), rng.integers(4, size=3)
    assert check_layer(LossAndGradient(softmax_loss), (scores, labels), checks=["gradient"])
    assert check_layer(LossAndGradient(square_cost), (scores, scores + 1), checks=["gradient"])
    wrong = LossAndGradient(lambda x, t: (0.5 * ((x - t) ** 2).sum(), t - x))
    assert check_layer(wrong, (scores, scores + 1), checks=["gradient"]).verdict == "fail"


def test_a_scan_offers_them():
    names = [entry.name for entry in offer_classes(module_of(*ALL)).entries]
    assert names == ["softmax_loss.v0", "square_cost.v0"]


def test_one_can_be_named():
    found = named_target(Source("losses_of_somebody", "softmax_loss"), module_of(*ALL))
    assert isinstance(found, LossAndGradient)


def smape(pred, target):
    size = (np.abs(pred) + np.abs(target)).sum()
    return np.abs(pred - target).sum() / size, np.sign(pred - target) / size


def squared(y_pred, y_true):
    return ((y_pred - y_true) ** 2).sum(), 2 * (y_pred - y_true)


def shuffled(x, labels):
    return x[::-1], labels[::-1]


def masked(pred, weights):
    return pred * weights, weights


def test_others_say_so_by_the_names_of_both_arguments():
    found = loss_functions(module_of(smape, squared, shuffled, masked))
    assert [loss.__name__ for loss in found] == ["smape", "squared"]


def log_loss(preds, targets):
    score = -np.mean(targets * np.log(preds))
    return score, {}


def accuracy(preds, targets):
    info = {"hits": int(np.sum(preds == targets))}
    return info["hits"] / len(preds), info


def named_loss(pred, target):
    name = "absolute"
    return np.abs(pred - target).mean(), f"{name} error"


def with_flag(preds, targets):
    ok = len(preds) == len(targets)
    return np.mean(preds - targets), ok and len(preds) > 0


def late_loss(preds, targets):
    gradient = None
    gradient = preds - targets
    return 0.5 * (gradient**2).sum(), gradient


def test_a_metric_with_what_it_is_made_of_is_no_loss_with_its_gradient():
    found = loss_functions(module_of(log_loss, accuracy, named_loss, with_flag, late_loss))
    assert [loss.__name__ for loss in found] == ["late_loss"]
