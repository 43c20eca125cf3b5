"""Whatever a caller gives is translated, wherever the thing stands in it."""

from functools import partial

import numpy as np
import pytest
from subject.foreign_things import Given, Scale, Scaled, foreign, translate

from ethan_check import Case, check_layer, layer_checks
from ethan_check.cases.given import Given as Call
from ethan_check.cases.translated import translated
from ethan_check.engine.entries import check_entry
from ethan_check.loading.function_pairs import ConstantFactory
from ethan_check.subject.options import LayerOptions
from ethan_check.subject.translation import NO_TRANSLATORS, Translators
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from ethan_core.fn import Relu
from ethan_core.registry import Entry

X = np.random.default_rng(0).normal(size=(4, 3))
RIGHT, WRONG = (Translators({"mine": partial(translate, factor=factor)}) for factor in (1.0, 1.5))
WAYS = {
    "an object": {"layer": Scale(), "inputs": (X,)},
    "an object and tensors": {"layer": Scale(), "inputs": (Given(X),)},
    "one tensor": {"layer": Scale(), "inputs": Given(X)},
    "a class": {"layer": Scale, "inputs": (Given(X),)},
    "a class with arguments": {"layer": Scale, "inputs": (Given(X),), "cases": [{"weight": 3.0}, {}]},
    "a contract": {"layer": Scale, "contract": Contract(shapes="N d -> N d")},
    "a ready case": {"cases": Case(Scale(), (Given(X),))},
    "ready cases": {"cases": [Case(Scale(), (X,)), Case(Scale(3.0), (Given(X),))]},
    "a rule": {"cases": lambda rng: Case(Scale(), (Given(rng.normal(size=(4, 3))),))},
    "rules": {"cases": [lambda rng: Case(Scale(), (rng.normal(size=(4, 3)),))]},
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_is_judged(way):
    for translators, verdict in ((RIGHT, "pass"), (WRONG, "fail")):
        report = check_layer(**WAYS[way], checks=["gradient"], translators=translators, shrink=False)
        assert report.verdict == verdict, str(report)


@pytest.mark.parametrize("way", [way for way in WAYS if "rule" not in way])
def test_every_way_in_says_which_plugin_is_missing(way):
    with pytest.raises(ArgumentError, match=r"^torch\.\S+: pip install ethan-torch$"):
        check_layer(**WAYS[way], translators=NO_TRANSLATORS)


def test_a_registered_class_is_translated():
    entry = Entry("scale.v1", Scale, contract=Contract(shapes="N d -> N d"))
    assert check_entry(entry, checks=["gradient"], translators=RIGHT).verdict == "pass"
    missing = check_entry(entry, checks=["gradient"])
    assert "torch.nn.Module: pip install ethan-torch" in missing.findings[0].message


def test_what_a_factory_holds_is_translated():
    held = Scale()
    entry = Entry("scale.v1", ConstantFactory(held), contract=Contract(shapes="N d -> N d"))
    assert check_entry(entry, checks=["gradient"], translators=RIGHT).verdict == "pass"
    missing = check_entry(entry, checks=["gradient"])
    assert "torch.nn.Module: pip install ethan-torch" in missing.findings[0].message


class Made:
    """A factory as tables make them: it stands for a class, and is none."""

    def __init__(self, origin):
        self.origin = origin

    def __call__(self, **arguments):
        return self.origin(**arguments)


def test_a_factory_of_a_framework_s_class_is_translated():
    cases = [{"weight": 3.0}, {"weight": -0.5}]
    for translators, verdict in ((RIGHT, "pass"), (WRONG, "fail")):
        options = {"inputs": (X,), "checks": ["gradient"], "translators": translators, "shrink": False}
        assert check_layer(Made(Scale), cases=cases, **options).verdict == verdict


def test_a_class_that_is_the_layer_is_not_made():
    rule = foreign("torch.autograd.function", "Function")
    takes_rules = Translators({"mine": lambda thing, inputs: Scaled(2.0) if thing is rule else None})
    for layer in (rule, Made(rule)):
        report = check_layer(layer, cases=[{}], inputs=(X,), checks=["gradient"], translators=takes_rules)
        assert report.verdict == "pass"


def test_bound_checks_say_which_plugin_is_missing():
    ((_, check),) = layer_checks(Scale(), (X,), checks=["gradient"])
    with pytest.raises(ArgumentError, match="pip install ethan-torch"):
        check()


@pytest.mark.parametrize(
    "call",
    [
        {"layer": Relu(), "inputs": (X,), "cases": None},
        {"layer": Relu, "inputs": None, "cases": [{}]},
        {"layer": None, "inputs": None, "cases": [Case(Scaled(1.0), (X,))]},
    ],
)
def test_what_is_nobody_s_stays_as_it_is(call):
    given = Call(**call, contract=None, options=LayerOptions(translators=RIGHT))
    assert translated(given, 0) == given
