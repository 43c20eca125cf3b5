"""What is run: functions are shared, modules have a state of their own in every copy."""

import copy

import pytest
import torch
from ethan_torch.programs import FunctionProgram, ModuleProgram, program_of
from rules import Linear, Tanh
from torch import nn

from ethan_core.errors import ArgumentError


class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))
        self.fixed = nn.Parameter(torch.ones(2), requires_grad=False)
        self.register_buffer("seen", torch.zeros(()))
        self.calls = []

    def forward(self, x):
        self.seen += 1
        self.calls.append(1)
        return x * self.weight * self.fixed + self.seen + len(self.calls)


def run(program, x=0.0):
    return program.run(
        (torch.full((2,), x, dtype=torch.float64),), {"weight": torch.ones(2).double()}, torch.float64
    )


def test_what_a_module_keeps_stays_with_its_copy():
    module = Counter()
    program = ModuleProgram(module, "counter")
    assert run(program).tolist() == [2, 2]
    again = copy.deepcopy(program)
    assert run(again).tolist() == run(program).tolist() == [4, 4]
    assert (float(module.seen), module.calls) == (0.0, [])


def test_a_module_that_keeps_nothing_is_shared():
    program = ModuleProgram(nn.Linear(2, 1), "linear")
    program.run(
        (torch.ones(1, 2).double(),), {k: v.double() for k, v in program.parameters.items()}, torch.float64
    )
    assert copy.deepcopy(program).module is program.module


def test_a_method_runs_in_the_modes_that_its_module_is_in():
    class Mixed(nn.Sequential):
        def doubled(self, x):
            return 2 * self(x)

    module = Mixed(nn.Dropout(0.5), nn.Dropout(0.5).eval())
    program = program_of(module.doubled)
    assert (
        [one.training for one in program.module.module] == [one.training for one in module] == [True, False]
    )


def test_a_module_that_cannot_be_copied_is_told_in_one_line():
    module = nn.Linear(2, 1)
    module.derived = module.weight * 2
    with pytest.raises(ArgumentError, match=r"^linear cannot be copied, and what is given stays as it is: "):
        ModuleProgram(module, "linear")


def test_trained_parameters_are_those_that_require_a_gradient():
    assert list(ModuleProgram(Counter(), "counter").parameters) == ["weight"]


def test_what_is_a_program():
    assert isinstance(program_of(torch.sin), FunctionProgram)
    assert program_of(Linear).argument_names == ["x", "weight", "bias"]
    assert program_of(Tanh.apply).argument_names == ["x"]
    assert program_of(Tanh.apply).name == "Tanh"
    assert program_of(nn.ReLU()).name == "ReLU"
    assert program_of(3) is None
    assert program_of(dict) is None
