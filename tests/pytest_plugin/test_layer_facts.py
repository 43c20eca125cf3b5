"""What reports say of a layer before anything runs."""

from pathlib import Path

import pytest

from ethan_check.pytest_plugin.layer_facts import layer_facts
from ethan_core import Contract
from ethan_core.registry import Registry

HERE = Path(__file__)


class Documented:
    """A square.

    Formula:
        Y[*i] = X[*i]**2
    """

    def forward(self, X):
        return X * X

    def backward(self, dL_dY):
        return dL_dY


class Misspelt:
    """Two sections.

    Formula:

    Formula:
    """


def facts(target, root=HERE.parent, **details):
    registry = Registry()
    registry.register("mine.v1", target, **details)
    return layer_facts(registry.get("mine.v1"), root)


def test_places_are_seen_from_the_root():
    found = facts(Documented)
    lines = HERE.read_text().splitlines()
    assert found["source"]["file"] == found["backward"]["file"] == HERE.name
    assert lines[found["source"]["line"] - 1] == "class Documented:"
    assert lines[found["backward"]["line"] - 1] == "    def backward(self, dL_dY):"
    assert facts(Documented, root=Path("/elsewhere"))["source"]["file"] == HERE.as_posix()


def test_what_nobody_knows_is_none():
    made = type("Made", (), {"forward": None})
    assert facts(made)["backward"] is None
    namespace = {}
    exec("class Typed:\n    def backward(self, g): ...", namespace)
    assert facts(namespace["Typed"]) == {"source": None, "backward": None, "formulas": ""}


@pytest.mark.parametrize(
    ("target", "details", "formulas"),
    [
        (Documented, {}, "Y[*i] = X[*i]**2"),
        (Documented, {"contract": Contract(formula="Y[n] = X[n]")}, "Y[n] = X[n]"),
        (Misspelt, {}, ""),
    ],
)
def test_formulas_are_those_of_the_contract_or_of_the_docstring(target, details, formulas):
    assert facts(target, **details)["formulas"] == formulas
