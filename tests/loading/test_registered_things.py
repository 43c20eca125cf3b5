"""What the entries of a registry are about."""

import numpy as np

from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair
from ethan_check.loading.registered_things import RegisteredThings
from ethan_core import Case
from ethan_core.registry import Entry


class Double:
    def forward(self, x):
        return 2 * x

    def backward(self, g):
        return 2 * g


class Triple(Double):
    pass


def make_triple():
    return Triple()


def forward(x):
    return x


def test_a_class_a_pair_a_factory_and_a_ready_case_are_known():
    assert RegisteredThings([Entry("a.v1", Double)]).includes(Double)
    assert RegisteredThings([Entry("a.v1", make_triple)]).includes(Triple)
    assert RegisteredThings([Entry("a.v1", ConstantFactory(FunctionPair(forward, forward)))]).includes(
        forward
    )
    ready = Entry("a.v1", make_triple, cases=(Case(Double(), (np.ones(2),)),))
    assert RegisteredThings([ready]).includes(Double)
    assert not RegisteredThings([Entry("a.v1", Triple)]).includes(Double)


def test_what_a_registered_layer_inherits_from_is_its_base():
    things = RegisteredThings([Entry("a.v1", Triple)])
    assert things.why_a_base(Double) == "the base of a.v1, which is registered"
    assert things.why_a_base(dict) == ""
