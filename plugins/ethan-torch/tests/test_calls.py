"""What counts its calls is asked more often."""

import itertools

import ethan_torch
import torch
from ethan_torch.counting import reachable_state
from rules import X
from torch import nn

ASKED = {"checks": ["torch-calls"], "shrink": False}


def changing(thing, call):
    before = reachable_state(thing)
    call()
    return [way for way, now in reachable_state(thing).items() if before.get(way) != now]


def test_counters_are_found_wherever_a_function_can_reach_them():
    numbers, held, box = itertools.count(), [], {"deep": {"calls": 0}}

    def counted():
        next(numbers)
        held.append(1)
        box["deep"]["calls"] += 1

    assert {"held", "numbers", "box.deep.calls"} <= set(changing(counted, counted))


def test_a_counter_of_an_object_is_found():
    class Counting:
        calls = 0

        def __call__(self, x):
            self.calls += 1
            return x

    one = Counting()
    assert changing(one, lambda: one(1)) == ["calls"]


def test_a_function_without_state_is_asked_few_times_and_one_that_counts_many():
    state = []

    def plain(x):
        return x.sin()

    def counting(x):
        state.append(1)
        return x.sin()

    assert ethan_torch.check(plain, X, **ASKED).verdict == "pass"
    assert ethan_torch.check(counting, X, **ASKED).verdict == "pass"
    assert len(state) > 3000


def test_a_module_with_a_state_is_left_to_other_checks():
    class Remembers(nn.Module):
        seen = None

        def forward(self, x):
            self.seen = x.detach()
            return x.sin()

    report = ethan_torch.check(Remembers(), X, **ASKED)
    assert "keeps a state" in report.not_applicable["torch-calls"]


def test_large_ones_are_left_out():
    report = ethan_torch.check(torch.sin, torch.ones(70, 70), **ASKED)
    assert "too many" in report.not_applicable["torch-calls"]
