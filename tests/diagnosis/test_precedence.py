"""The order in which explanations are told."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import ethan_check.diagnosis
from ethan_check.diagnosis.precedence import DECLARATION, DEFAULT, DESCRIPTION, MECHANISM, PLACE


def modules():
    for found in pkgutil.iter_modules(ethan_check.diagnosis.__path__):
        module = import_module(f"ethan_check.diagnosis.{found.name}")
        if getattr(getattr(module, "diagnose", None), "__module__", "") == module.__name__:
            yield found.name, module


def test_every_diagnosis_states_its_place():
    stated = {name: module.PRECEDENCE for name, module in modules()}
    assert len(stated) >= 11
    assert all(DECLARATION <= one <= PLACE for one in stated.values())
    assert DECLARATION < MECHANISM < DEFAULT < DESCRIPTION < PLACE
    assert stated["batch_mean"] == DECLARATION
    assert stated["location"] == PLACE
