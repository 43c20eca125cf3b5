"""The registry and its errors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from ethan_core import Case, Contract, Registry
from ethan_core.errors import EthanError, RegistrationError, UnknownLayerError
from ethan_core.net import Dropout, Mlp
from ethan_core.registry import loading_from


class Double:
    def forward(self, x):
        return 2 * x

    def backward(self, g):
        return 2 * g


def test_an_entry_knows_where_it_comes_from():
    registry = Registry()
    with loading_from("ethan-example"):
        registry.register("double.v1", Double)
    entry = registry.get("double.v1")
    assert entry.target is Double
    assert entry.source_file == __file__
    assert entry.source_line > 1
    assert entry.place == f"{__file__}:{entry.source_line} (ethan-example)"


def test_entries_come_in_the_order_of_their_names():
    registry = Registry()
    for name in ("b.v1", "a.v2", "a.v1"):
        registry.register(name, Double)
    assert registry.names() == ("a.v1", "a.v2", "b.v1")
    assert [entry.name for entry in registry] == ["a.v1", "a.v2", "b.v1"]
    assert len(registry) == 3
    assert "a.v1" in registry


def test_a_name_taken_twice_shows_both_places():
    registry = Registry()
    registry.register("double.v1", Double)
    with pytest.raises(RegistrationError) as caught:
        registry.register("double.v1", Mlp)
    message = str(caught.value)
    assert message.startswith("layer name 'double.v1' is registered twice: at ")
    assert __file__ in message
    assert "mlp.py:" in message
    assert message.endswith("; rename one of them or raise its version")


@pytest.mark.parametrize("name", ["double", "Double.v1", "double.v", "double v1", "", ".v1", "double.v1.2"])
def test_a_misspelt_name_is_refused(name):
    with pytest.raises(RegistrationError, match="expected lower-case letters, digits") as caught:
        Registry().register(name, Double)
    assert str(caught.value).startswith(f"layer name {name!r}: ")


def test_an_unknown_name_suggests_its_neighbours():
    registry = Registry()
    registry.register("double.v1", Double)
    with pytest.raises(UnknownLayerError) as caught:
        registry.get("duoble.v1")
    assert str(caught.value) == "no layer is registered as 'duoble.v1'; did you mean double.v1?"
    with pytest.raises(LookupError) as caught:
        registry.get("qqq")
    assert str(caught.value) == "no layer is registered as 'qqq'; known: double.v1"
    assert isinstance(caught.value, EthanError)


def test_empty_or_senseless_cases_are_refused():
    with pytest.raises(RegistrationError) as caught:
        Registry().register("double.v1", Double, cases=[])
    assert str(caught.value) == "layer 'double.v1': cases is empty, so nothing would be checked"
    with pytest.raises(RegistrationError, match=r"^layer 'double.v1': a case is 3, expected constructor"):
        Registry().register("double.v1", Double, cases=[{}, 3])


def test_what_cannot_be_called_is_refused():
    with pytest.raises(RegistrationError) as caught:
        Registry().register("double.v1", Double())
    assert str(caught.value) == "layer 'double.v1': Double is neither a class nor a factory"


def test_one_case_may_stand_alone():
    registry = Registry()
    registry.register("a.v1", Double, cases={"p": 1})
    registry.register("b.v1", Double, cases=Case(Double(), (np.ones(2),)))
    registry.register("c.v1", Double, cases=lambda rng: Case(Double(), (rng.standard_normal(2),)))
    assert [len(entry.cases) for entry in registry] == [1, 1, 1]


def test_a_contract_is_taken_from_the_class_unless_it_depends_on_the_configuration():
    registry, own = Registry(), Contract(shapes="N -> N")
    registry.register("mlp.v1", Mlp)
    registry.register("dropout.v1", Dropout, cases={"p": 0.5})
    registry.register("dropout.v2", Dropout, cases={"p": 0.5}, contract=own)
    registry.register("double.v1", Double)
    assert registry.get("mlp.v1").contract is Mlp.contract
    assert registry.get("dropout.v1").contract is None
    assert registry.get("dropout.v2").contract is own
    assert registry.get("double.v1").contract is None


def test_a_registration_failure_leaves_the_registry_as_it_was():
    registry = Registry()
    for arguments in ({"name": "bad"}, {"name": "double.v1", "cases": []}):
        with pytest.raises(RegistrationError):
            registry.register(target=Double, **arguments)
    assert registry.names() == ()


def test_a_warning_of_a_module_that_is_read_for_its_line_keeps_nobody_from_registering(tmp_path, monkeypatch):
    (tmp_path / "escaping.py").write_text('TEXT = "\\_"\n\n\nclass Layer:\n    """Documented."""\n')
    monkeypatch.syspath_prepend(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import escaping
    registry = Registry()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        registry.register("escaping.v1", escaping.Layer)
    assert registry.get("escaping.v1").source_line == 4


def test_a_class_that_does_not_say_where_it_comes_from():
    class Meta(type):
        def __getattribute__(cls, name):
            if name == "__module__":
                raise SystemExit("nowhere")
            return type.__getattribute__(cls, name)

    class Nowhere(Double, metaclass=Meta):
        pass

    registry = Registry()
    registry.register("nowhere.v1", Nowhere)
    assert registry.get("nowhere.v1").source_file == ""


def _interrupted():
    yield {}
    raise OSError("no more of them")


@pytest.mark.parametrize("cases", [7, np.array(1.0), _interrupted()], ids=["number", "array", "generator"])
def test_cases_that_cannot_be_gone_through(cases):
    with pytest.raises(RegistrationError, match="expected constructor arguments, cases, or rules that draw"):
        Registry().register("double.v1", Double, cases=cases)
