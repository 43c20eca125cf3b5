"""The ways in beside `check_layer`: a pair of functions, the checks of a layer one by one, a decorator."""

from __future__ import annotations

import numpy as np
import pytest
from subject.foreign_things import Given

from ethan_check import Case, Translation, check_function, layer_checks, parametrize_with_checks
from ethan_check.api import Functions
from ethan_check.subject.translation import Translators, installed_translators, offer_translators
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from ethan_core.fn import Relu

# A pair of functions

X = np.random.default_rng(0).normal(size=(4, 3))
W = np.random.default_rng(1).normal(size=(3, 2))


def square(x):
    return x * x


def square_with_cache(x):
    return x * x, {"x": x}


def product(x, w):
    return x @ w


def product_with_cache(x, w):
    return x @ w, (x, w)


def lookup(table, ids):
    return table[ids]


def lookup_back(g, cache):
    table, ids = cache
    dtable = np.zeros_like(table)
    np.add.at(dtable, ids, g)
    return dtable, None


RIGHT = {
    "one array": (square, lambda g, x: 2 * x * g, (X,)),
    "one array, a tuple": (square, lambda g, x: (2 * x * g,), (X,)),
    "a cache": (square_with_cache, lambda g, cache: 2 * cache["x"] * g, (X,)),
    "several arrays": (product, lambda g, cache: (g @ cache[1].T, cache[0].T @ g), (X, W)),
    "several arrays, a list": (product, lambda g, cache: [g @ cache[1].T, cache[0].T @ g], (X, W)),
    "several arrays, a cache": (
        product_with_cache,
        lambda g, cache: (g @ cache[1].T, cache[0].T @ g),
        (X, W),
    ),
    "integers": (lookup, lookup_back, (X, np.array([0, 2, 2, 3, 0]))),
    "a number comes out": (lambda x: np.sum(x * x), lambda g, x: 2 * x * g, (X,)),
    "a number goes in": (np.exp, lambda g, x: g * np.exp(x), (0.5,)),
}

WRONG = {
    "one array": (square, lambda g, x: x * g, (X,), "dL_dX"),
    "a cache": (square_with_cache, lambda g, cache: cache["x"] * g, (X,), "dL_dX"),
    "the second array": (product, lambda g, c: (g @ c[1].T, -c[0].T @ g), (X, W), "dL_dX1"),
    "repeated ids": (
        lookup,
        lambda g, c: (np.eye(len(c[0]))[c[1]].T @ g * (np.arange(4) != 2)[:, None], None),
        (X, np.array([0, 2, 2, 3, 0])),
        "dL_dX0",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_pair_passes(name):
    forward, backward, arrays = RIGHT[name]
    report = check_function(forward, backward, *arrays)
    assert report.verdict == "pass", str(report)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pair_fails(name):
    forward, backward, arrays, target = WRONG[name]
    report = check_function(forward, backward, *arrays)
    assert report.verdict == "fail"
    assert target in {finding.target for finding in report.failures}


def test_it_is_called_by_forwards_name_or_by_the_one_given():
    assert check_function(square, lambda g, x: 2 * x * g, X, checks=["shapes"]).layer == "square"
    assert check_function(square, lambda g, x: 2 * x * g, X, checks=["shapes"], name="sq").layer == "sq"


def test_a_seed_repeats():
    first, second = (check_function(square, lambda g, x: x * g, X, seed=3).to_json() for _ in range(2))
    assert first == second


def test_a_missing_array_is_an_error():
    message = r"^check_function needs the arrays that forward is called with, after backward$"
    with pytest.raises(ArgumentError, match=message):
        check_function(square, lambda g, x: 2 * x * g)


def test_an_unknown_check_is_an_error():
    with pytest.raises(ArgumentError, match=r"^check 'grad' is unknown"):
        check_function(square, lambda g, x: 2 * x * g, X, checks=["grad"])


def test_what_was_said_is_not_told_as_found():
    report = check_function(square, lambda g, x: x * g, X, checks=["gradient"])
    assert report.read_as == ""
    assert "read as" not in str(report)


def test_arrays_may_be_lists():
    assert check_function(square, lambda g, x: 2 * x * g, X.tolist(), checks=["gradient"]).verdict == "pass"


def test_a_pair_may_be_explained():
    report = check_function(square, lambda g, x: 2 * x * g, X, checks=["gradient"], explain=True)
    assert report.trace
    assert check_function(square, lambda g, x: 2 * x * g, X, checks=["gradient"]).trace == ()


def test_an_output_and_a_number_are_two_outputs_and_no_cache():
    def both(x):
        return x * x, float(np.sum(x.real)) if np.isrealobj(x) else np.sum(x)

    report = check_function(both, lambda g, x: 2 * x * g[0] + g[1], X, checks=["gradient"])
    assert report.verdict == "pass", str(report)


def test_three_arrays_are_three_outputs_and_no_cache():
    def three(x):
        return x, 2 * x, 3 * x

    report = check_function(three, lambda g, x: g[0] + 2 * g[1] + 3 * g[2], X, checks=["gradient"])
    assert report.verdict == "pass", str(report)


def test_a_function_without_a_name_is_called_function():
    import functools

    forward = functools.partial(np.multiply, 2.0)
    assert check_function(forward, lambda g, x: 2 * g, X, checks=["shapes"]).layer == "function"


def test_a_function_that_raises_is_an_error():
    def raises(x):
        raise ValueError("no")

    (finding,) = check_function(raises, lambda g, x: g, X, checks=["gradient"]).findings
    assert finding.verdict == "error"
    assert finding.message.startswith("raises: forward raised ValueError: no (")


# The checks of a layer one by one


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY


QUICK = ["gradient", "shapes"]


def test_every_check_has_its_name():
    from ethan_check.checks import builtin_checks

    names = [name for name, _ in layer_checks(Square())]
    assert set(names) >= {check.name for check in builtin_checks()}
    assert names == sorted(names)


def test_checks_come_in_the_order_in_which_they_are_named():
    assert [name for name, _ in layer_checks(Square(), checks=QUICK)] == QUICK
    assert list(layer_checks(Square(), checks=[])) == []


def test_a_check_of_a_layer_is_run_when_it_is_called():
    ((_, check),) = layer_checks(Halved(), checks=["gradient"])
    with pytest.raises(AssertionError, match=r"^Halved: dL_dX "):
        check()


def test_details_are_handed_on():
    ((_, check),) = layer_checks(Halved(), (X,), checks=["gradient"], seed=3, name="mine", shrink=False)
    report, _ = check.outcome()
    assert (report.layer, report.seed, report.findings[0].case) == ("mine", 3, "inputs (4, 3)")


@pytest.mark.parametrize("details", [{"checks": ["gradeint"]}, {"expected_failures": {"gradeint": "?"}}])
def test_a_check_that_does_not_exist_is_an_error_at_once(details):
    with pytest.raises(
        ArgumentError, match=r"names 'gradeint', but no check is called that; did you mean gradient\?"
    ):
        layer_checks(Square(), **details)


# A decorator


@parametrize_with_checks([Relu(), Square(), Case(Square(), (X,))], checks=QUICK)
def test_parameters(layer, check):
    assert check().verdict == "pass"
    assert check(layer).verdict == "pass"


def parameters(**details):
    """What the decorator hands to pytest for one layer that is wrong."""

    @parametrize_with_checks([Halved()], **details)
    def test_it(layer, check):
        check()

    return {parameter.id: parameter.values[1] for parameter in test_it.pytestmark[0].args[1]}


def test_a_decorated_test_fails_with_the_message():
    checks = parameters(checks=QUICK)
    assert list(checks) == ["Halved-gradient", "Halved-shapes"]
    with pytest.raises(pytest.fail.Exception, match=r"^Halved: dL_dX "):
        checks["Halved-gradient"]()


def test_a_decorated_test_tells_pytest_of_known_failures_and_checks_that_do_not_apply():
    checks = parameters(checks=["gradient", "statistics"], expected_failures={"gradient": "half is enough"})
    with pytest.raises(pytest.xfail.Exception, match=r"half is enough \(Halved: dL_dX "):
        checks["Halved-gradient"]()
    with pytest.raises(pytest.skip.Exception):
        checks["Halved-statistics"]()


def test_a_decorator_without_layers_is_an_error():
    with pytest.raises(ArgumentError, match="no layers"):
        parametrize_with_checks([])


def multiply(a, b):
    return a * b


@pytest.mark.parametrize(
    "backward",
    [
        lambda g, a, b: (g * b, g * a),
        lambda g, *inputs: (g * inputs[1], g * inputs[0]),
        lambda g, inputs: (g * inputs[1], g * inputs[0]),
        lambda g, a, b, scale=1.0: (scale * g * b, scale * g * a),
    ],
    ids=["one by one", "any number", "one tuple", "with a default"],
)
def test_a_backward_without_a_cache_takes_the_inputs_as_its_author_wants(backward):
    x = np.random.default_rng(0).normal(size=(4, 3))
    assert check_function(multiply, backward, x, x + 1).verdict == "pass"


def test_the_same_that_is_wrong():
    x = np.random.default_rng(0).normal(size=(4, 3))
    report = check_function(multiply, lambda g, a, b: (g * b, g * b), x, x + 1)
    assert {finding.target for finding in report.failures} == {"dL_dX1"}


def test_arrays_of_a_framework_need_its_plugin():
    with pytest.raises(ArgumentError, match=r"^torch\.Tensor: pip install ethan-torch$"):
        check_function(square, lambda g, x: 2 * g * x, Given(X))


def test_a_plugin_is_asked_for_the_pair():
    asked = []

    def translate(thing, inputs):
        asked.append((type(thing), inputs))
        return Translation(thing, tuple(one.numbers for one in inputs))

    kept = installed_translators()
    offer_translators(lambda: Translators({"mine": translate}))
    try:
        given = Given(X)
        assert check_function(square, lambda g, x: 2 * g * x, given).verdict == "pass"
    finally:
        offer_translators(lambda: kept)
    assert asked == [(Functions, (given,))]


def test_plugins_that_are_installed_are_loaded_once():
    assert installed_translators() is installed_translators()


@pytest.mark.parametrize(
    "wrong",
    [
        {"checks": 7},
        {"checks": [7]},
        {"checks": {"gradient": 1}},
        {"name": 7},
        {"name": np.ones(3)},
        {"seed": "1"},
        {"complex": np.ones(3)},
    ],
    ids=str,
)
def test_arguments_of_the_wrong_type_are_one_line(wrong):
    with pytest.raises(ArgumentError, match=r"^\w[\w ]* is .*, expected ") as caught:
        check_function(lambda x: x * x, lambda g, x: 2 * x * g, np.ones((2, 2)), **wrong)
    assert "\n" not in str(caught.value)


def test_what_numpy_makes_no_array_of_is_told_with_its_position():
    with pytest.raises(ArgumentError, match=r"^argument 2 of forward is a list, expected an array"):
        check_function(lambda x, y: x, lambda g, x, y: g, np.ones(2), [[1], [1, 2]])


def test_a_name_is_printable_in_what_is_said():
    report = check_function(np.sin, lambda g, x: g * np.cos(x), np.ones(2), name="half \ud800\x1b[2J")
    assert str(report).partition("\n")[0].isprintable()
