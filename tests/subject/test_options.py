"""What a user may say of a layer, and what is told when it is misspelt."""

import re

import numpy as np
import pytest

from ethan_check.subject.conventions import convention_names
from ethan_check.subject.options import LayerOptions, require_seed
from ethan_core.errors import ArgumentError


class Mine:
    """As much of a plugin's convention as its options look at."""

    name = "mine"


def message(call):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_nothing_need_be_said():
    assert LayerOptions.stated({}) == LayerOptions()
    assert LayerOptions().keywords == {
        "convention": None,
        "reduction": None,
        "dtype": None,
        "frozen": (),
        "differs": {},
        "accuracy": None,
        "complex": None,
        "adapters": (),
    }


@pytest.mark.parametrize("name", dict.fromkeys(convention_names()))
def test_every_convention_may_be_stated(name):
    assert LayerOptions(name).convention == name


def test_a_convention_that_nobody_knows_is_told_with_all_that_there_are():
    known = ", ".join(dict.fromkeys(convention_names()))
    text = f"convention 'plane' is unknown; expected one of {known}"
    assert message(lambda: LayerOptions("plane")) == text
    assert message(lambda: LayerOptions.stated({"convention": "plane"})) == text


def test_a_plugins_convention_is_known_first():
    adapters = (Mine(),)
    assert LayerOptions("mine", adapters=adapters).keywords["adapters"] == adapters
    text = message(lambda: LayerOptions("plane", adapters=adapters))
    assert text.startswith(f"convention 'plane' is unknown; expected one of mine, {convention_names()[0]}, ")


def test_a_convention_that_a_plugin_has_too_is_listed_once():
    class Plain(Mine):
        name = "plain"

    text = message(lambda: LayerOptions("plane", adapters=(Plain(),)))
    assert len(re.findall(r"\bplain\b", text)) == 1


@pytest.mark.parametrize("option", ["freeze", "shrink", "adapters"])
def test_an_option_that_does_not_exist_is_told(option):
    text = (
        f"{option!r} is no option; expected one of convention, reduction, dtype, frozen, differs, "
        "certificate, accuracy, complex, budget"
    )
    assert message(lambda: LayerOptions.stated({option: ()})) == text


def test_of_several_unknown_options_the_first_by_name_is_told():
    assert message(lambda: LayerOptions.stated({"z": 1, "dtype": None, "a": 1})).startswith(
        "'a' is no option"
    )


@pytest.mark.parametrize("frozen", [["W", "b"], ("W", "b"), iter("Wb")])
def test_what_is_frozen_may_be_listed_in_any_way(frozen):
    assert LayerOptions.stated({"frozen": frozen}).frozen == ("W", "b")


def test_what_was_stated_is_handed_on_as_keywords_and_not_changed():
    options = {"reduction": {"W": "mean"}, "dtype": "float32", "frozen": ["b"]}
    adapters = (adapter for adapter in [Mine()])
    keywords = LayerOptions.stated(options, adapters).keywords
    assert options["frozen"] == ["b"]
    assert keywords.pop("adapters")[0].name == "mine"
    assert keywords == {
        **options,
        "frozen": ("b",),
        "convention": None,
        "differs": {},
        "accuracy": None,
        "complex": None,
    }
    assert LayerOptions(**keywords) == LayerOptions(reduction={"W": "mean"}, dtype="float32", frozen=("b",))


@pytest.mark.parametrize("budget", [0.5, 30])
def test_a_budget_may_be_stated_and_is_no_business_of_a_subject(budget):
    options = LayerOptions.stated({"budget": budget})
    assert options.budget == budget
    assert "budget" not in options.keywords


@pytest.mark.parametrize("budget", [0, -1.0, float("nan"), float("inf"), "30", True])
def test_what_is_no_time_is_refused(budget):
    with pytest.raises(ArgumentError, match=r"budget is .*, expected the seconds that a layer may take"):
        LayerOptions(budget=budget)


@pytest.mark.parametrize("certificate", [1e-15, 1e-6, 0.5])
def test_a_certificate_may_be_demanded(certificate):
    options = LayerOptions.stated({"certificate": certificate})
    assert options.certificate == certificate
    assert "certificate" not in options.keywords


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (1e-20, ": no run can show less than float64 rounds, 2.2e-16"),
        (-1, ": no run can show less than float64 rounds, 2.2e-16"),
        (1, ": 1 or more says nothing"),
        (float("inf"), ": 1 or more says nothing"),
        (float("nan"), ""),
        ("small", ""),
        (True, ""),
    ],
)
def test_a_certificate_that_says_nothing_or_that_no_run_can_reach_is_told(certificate, why):
    text = f"certificate is {certificate!r}, expected a number from 2.2e-16 to below 1, such as 1e-6{why}"
    assert message(lambda: LayerOptions(certificate=certificate)) == text


_ACCURATE = "expected how accurate forward is, relative: a number above 0 and below 0.01, such as 1e-8"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"reduction": "average"}, 'reduction is \'average\', expected one of "sum", "mean", "per_sample"'),
        ({"reduction": {"W": "sum", "b": 3}}, 'reduction is 3, expected one of "sum", "mean", "per_sample"'),
        ({"dtype": "f64"}, 'dtype is \'f64\', expected "float64", "float32" or "float16"'),
        ({"dtype": np.float32}, f'dtype is {np.float32!r}, expected "float64", "float32" or "float16"'),
        ({"accuracy": 0}, f"accuracy is 0, {_ACCURATE}"),
        ({"accuracy": "high"}, f"accuracy is 'high', {_ACCURATE}"),
    ],
)
def test_what_is_misspelt_is_told_in_one_line(options, text):
    with pytest.raises(ArgumentError) as caught:
        LayerOptions.stated(options)
    assert str(caught.value) == text


@pytest.mark.parametrize("seed", [None, -1, 1.5, "0", True])
def test_what_seeds_no_generator_is_refused(seed):
    with pytest.raises(ArgumentError, match="expected a whole number from 0 up; the default is 0"):
        require_seed(seed)


def test_any_whole_number_seeds():
    require_seed(0)
    require_seed(np.int64(7))
