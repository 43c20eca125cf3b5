"""How a verdict was reached: steps that are plain data, change nothing and cost nothing unasked."""

import json
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest
from checks.judging import Affine, Fused, Tanh, X

import ethan_check
from ethan_check import check_layer
from ethan_check.trace import NO_TRACE, Step, Tracer, as_text

# Steps


def test_a_step_in_words():
    assert str(Step("agrees")) == "agrees"
    assert str(Step("agrees", {"by": 0.5, "error_bars": "few"})) == "agrees (by 0.5, error bars few)"


def test_smaller_steps_stand_inside():
    step = Step("check", {}, (Step("case", {"n": 1}, (Step("agrees"),)), Step("case")))
    assert str(step) == "check\n  case (n 1)\n    agrees\n  case"


def test_facts_that_make_a_line_too_long_stand_in_lines_of_their_own():
    just = Step("x" * 80, {"n": 12345})
    assert str(just) == "x" * 80 + " (n 12345)"
    over = Step("x" * 80, {"n": 123456, "m": 1}, (Step("inside"),))
    assert str(over).splitlines() == ["x" * 80, "  n 123456", "  m 1", "  inside"]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (1.0, "1"),
        (-0.25, "-0.25"),
        (1 / 3, "0.3333333333"),
        (1e-3, "0.001"),
        (1.23456e-5, "1.23e-05"),
        (1234567.0, "1.23e+06"),
        (0.0, "0"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (3, "3"),
        (True, "True"),
        (None, "None"),
        ("mixed", "mixed"),
        ({}, "none"),
        ({"complex step": 2, "left out": 1}, "complex step: 2; left out: 1"),
        ([], "[]"),
        ([1.0, [2.5, "a"]], "[1, [2.5, a]]"),
        (list(range(8)), "[0, 1, 2, 3, 4, 5, 6, 7]"),
        (list(range(11)), "[0, 1, 2, 3, 4, 5, 6, 7 and 3 more]"),
    ],
)
def test_a_fact_in_words(fact, text):
    assert str(Step("s", {"f": fact})) == f"s (f {text})"


def test_a_step_is_a_dictionary_of_plain_values():
    step = Step("check", {"n": [1, 2]}, (Step("agrees"),))
    assert step.to_json() == {
        "what": "check",
        "facts": {"n": [1, 2]},
        "steps": [{"what": "agrees", "facts": {}, "steps": []}],
    }
    assert step.to_json()["facts"] is not step.facts


def test_several_steps_are_several_lines():
    assert as_text([Step("a"), Step("b", {}, (Step("c"),))]) == "a\nb\n  c"
    assert as_text(()) == ""


# Tracers


def test_what_is_noted_stands_in_the_step_that_is_under_way():
    tracer = Tracer()
    tracer.note("before")
    with tracer.step("outer", n=1):
        tracer.note("first")
        with tracer.step("inner"):
            tracer.note("deep", x=2.0)
        tracer.note("last")
    tracer.note("after")
    assert as_text(tracer.steps) == ("before\nouter (n 1)\n  first\n  inner\n    deep (x 2)\n  last\nafter")
    assert tracer


def test_nothing_is_taken_down_before_its_step_is_over():
    tracer = Tracer()
    with tracer.step("outer"):
        assert tracer.steps == ()
    assert tracer.steps == (Step("outer"),)


def test_a_step_that_is_left_by_an_error_is_taken_down():
    tracer = Tracer()

    def inside():
        tracer.note("inner")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), tracer.step("outer"):
        inside()
    tracer.note("after")
    assert as_text(tracer.steps) == "outer\n  inner\nafter"


def test_facts_may_have_any_name():
    tracer = Tracer()
    tracer.note("a", what=1, self=2)
    with tracer.step("b", what=3, self=4):
        pass
    assert [dict(step.facts) for step in tracer.steps] == [{"what": 1, "self": 2}, {"what": 3, "self": 4}]


@pytest.mark.parametrize(
    ("fact", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("text"), "text"),
        (np.array(2.5), 2.5),
        (np.arange(3), [0, 1, 2]),
        (np.zeros((0, 2)), []),
        (np.array([[1.0], [2.0]]), [[1.0], [2.0]]),
        ((1, np.float64(2.0)), [1, 2.0]),
        ({"a": np.arange(2), 3: (None,)}, {"a": [0, 1], "3": [None]}),
        (None, None),
        (1 + 2j, "(1+2j)"),
        (np.array([1j]), ["1j"]),
        (ValueError("no"), "no"),
        (range(2), "range(0, 2)"),
    ],
    ids=repr,
)
def test_facts_become_plain_python_values(fact, plain):
    tracer = Tracer()
    tracer.note("noted", fact=fact)
    with tracer.step("stepped", fact=fact):
        pass
    for step in tracer.steps:
        assert step.facts["fact"] == plain
        assert type(step.facts["fact"]) is type(plain)
        assert json.loads(json.dumps(step.to_json()))["facts"]["fact"] == plain


def test_an_array_may_change_after_it_was_noted():
    tracer, array = Tracer(), np.ones(2)
    tracer.note("noted", array=array)
    array[...] = 7.0
    assert tracer.steps[0].facts["array"] == [1.0, 1.0]


def test_what_is_collected_aside_stands_in_no_step_until_it_is_taken_down():
    tracer = Tracer()
    with tracer.step("outer"):
        with tracer.aside() as steps:
            tracer.note("aside")
            with tracer.step("deeper"):
                tracer.note("still aside")
        tracer.note("not aside")
        assert as_text(steps) == "aside\ndeeper\n  still aside"
        tracer.extend(steps)
    assert as_text(tracer.steps) == "outer\n  not aside\n  aside\n  deeper\n    still aside"


def test_an_error_aside_ends_it():
    tracer = Tracer()
    with pytest.raises(ValueError, match="no"), tracer.aside():
        raise ValueError("no")
    tracer.note("after")
    assert as_text(tracer.steps) == "after"


# Nobody asks


def test_without_a_trace_nothing_is_taken_down():
    assert not NO_TRACE
    NO_TRACE.note("a", fact=object())
    with NO_TRACE.step("b"):
        NO_TRACE.note("c")
        with NO_TRACE.aside() as steps:
            NO_TRACE.note("d")
    NO_TRACE.extend([Step("e")])
    assert NO_TRACE.steps == ()
    assert steps == []


def test_without_a_trace_no_step_is_made():
    assert NO_TRACE.step("a", n=1) is NO_TRACE.step("b")
    with NO_TRACE.step("a"), NO_TRACE.step("b"):
        pass


def test_without_a_trace_an_error_goes_through():
    with pytest.raises(ValueError, match="no"), NO_TRACE.step("a"):
        raise ValueError("no")
    with pytest.raises(ValueError, match="no"), NO_TRACE.aside():
        raise ValueError("no")
    assert NO_TRACE.steps == ()


# From end to end


class Plain:
    """Elementwise, from two functions; the shapes keep it from being read in two ways."""

    def __init__(self, function, derivative):
        self._function, self._derivative = function, derivative

    def forward(self, x):
        self.x = x
        return self._function(x)

    def backward(self, g):
        return g * self._derivative(self.x)


def explained(layer, x=X, **options):
    return check_layer(layer, (np.asarray(x),), checks=["gradient"], explain=True, **options)


def lines(report):
    """The text of a trace, without what stands in brackets."""
    return [line.strip().partition(" (")[0] for line in as_text(report.trace).splitlines()]


def first_case(report):
    (check,) = report.trace
    assert check.what == "check gradient"
    return next(step for step in check.steps if step.what.startswith("case 0: "))


def test_a_trace_begins_with_how_the_layer_was_read():
    for layer, words in [(Affine(), "attributes dW, db"), (Tanh(), "no parameters")]:
        report = explained(layer)
        (check,) = report.trace
        assert check.steps[0].what == f"read as {report.read_as}"
        assert words in check.steps[0].what
        assert check.steps[1].what == "case 0: inputs (4, 3)"
        assert sum(step.what.startswith("read as ") for step in check.steps) == 1


def test_a_pass_by_the_complex_step():
    report = explained(Tanh())
    assert report.verdict == "pass"
    test, verdict = first_case(report).steps
    assert test.what == "directional test at the case's own point: agrees"
    assert test.facts["methods"] == {"complex step": 12}
    assert test.facts["tolerance"] >= abs(test.facts["difference"])
    assert (verdict.what, verdict.facts) == ("dL_dx: pass", {"message": "dL_dx is the derivative"})


def test_a_failure_that_repeats():
    class Half(Tanh):
        def backward(self, g):
            return super().backward(g) / 2

    report = explained(Half())
    assert report.verdict == "fail"
    found, suspicion, verdict = first_case(report).steps
    assert found.what == "directional test at the case's own point: disagrees"
    assert suspicion.what == "a disagreement is a suspicion: does it repeat?"
    assert suspicion.steps[-1].what == "it repeats: a mistake"
    assert verdict.what == "dL_dx: fail"
    assert verdict.facts["message"] == ("Half: dL_dx is 1/2 of the derivative, in every entry (batch size 4)")
    smaller, account = report.trace[0].steps[-2:]
    assert account.what == "what the output depends on"
    assert [step.what for step in account.steps] == ["x: wrong"]
    assert smaller.what == "looked for a smaller case that fails"
    assert smaller.facts["found"]
    assert smaller.facts["tries"] > 0
    assert smaller.steps[0].what == "case 0: inputs (2, 1)"


def test_a_failure_of_which_no_smaller_case_is_looked_for():
    report = explained(Plain(np.tanh, np.tanh), shrink=False)
    assert report.verdict == "fail"
    assert not any(line.startswith("looked for") for line in lines(report))


KINK = [[0.0, 1.0, -2.0]]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (0.5, "legal at a kink: between the one-sided derivatives"),
        (0.0, "legal at a kink: backward states no gradient"),
        (9.0, "illegal at a kink"),
    ],
)
def test_a_kink(stated, words):
    layer = Plain(np.abs, lambda x: np.where(x == 0, stated, np.sign(x)))
    report = explained(layer, KINK, convention="plain")
    assert report.verdict == ("fail" if stated == 9.0 else "pass")
    step = next(step for step in first_case(report).steps if "kink" in step.what)
    assert step.what == words
    assert step.facts["output"] == 0
    assert first_case(report).steps[0].facts["methods"]["left out, at a kink"] == 1


def test_what_stays_inconclusive():
    layer = Plain(lambda x: np.sin(1e9 * np.real(x)), lambda x: 1e9 * np.cos(1e9 * x))
    report = explained(layer, convention="plain")
    assert report.verdict == "inconclusive"
    *tests, verdict = first_case(report).steps
    assert [step.what for step in tests] == [
        "directional test at the case's own point: no output can be used",
        *["directional test redrawn beside it: no output can be used"] * 3,
    ]
    assert verdict.what == "dL_dX: inconclusive"


def test_a_report_in_words_ends_with_its_trace():
    report = explained(Tanh())
    without = check_layer(Tanh(), (X,), checks=["gradient"])
    assert str(report) == f"{without}\n\nhow the verdict was reached:\n{as_text(report.trace)}"


SOME = ("gradient", "shapes", "state", "dtype", "statistics")


class Noisy(Tanh):
    def forward(self, x):
        return super().forward(x) + np.random.rand()


class Raises(Tanh):
    def backward(self, g):
        raise ValueError("no")


class Half(Tanh):
    def backward(self, g):
        return super().backward(g) / 2


@pytest.mark.parametrize("inputs", [None, (X,)], ids=["drawn", "given"])
@pytest.mark.parametrize("layer", [Tanh, Affine, Fused, Half, Noisy, Raises], ids=lambda cls: cls.__name__)
def test_explaining_changes_nothing(layer, inputs):
    state = str(np.random.get_state())
    told, untold = (
        check_layer(layer(), inputs, seed=1, explain=explain, checks=SOME) for explain in (True, False)
    )
    with_trace = json.loads(json.dumps(told.to_json()))
    assert with_trace.pop("trace")
    assert with_trace == untold.to_json()
    assert told.calls == untold.calls
    assert untold.trace == ()
    assert str(told).startswith(str(untold))
    assert str(np.random.get_state()) == state


# How far it is from `check_layer` to a layer


HOME = str(Path(ethan_check.__file__).parent)
MOST_FRAMES = 10
MOST_FILES = 6

seen: list[list[str]] = []


class Watching(Tanh):
    """Looks at who called it."""

    def backward(self, g):
        seen.append(way_here())
        return super().backward(g)


def way_here():
    """The files of the frames of Ethan between its door and the layer's method, outermost first."""
    frames = traceback.extract_stack(sys._getframe(2))
    return [f"{frame.name} {frame.filename}" for frame in frames if frame.filename.startswith(HOME)]


def test_from_the_door_to_backward_it_is_ten_frames_in_six_files_at_most():
    seen.clear()
    assert check_layer(Watching(), (X,), checks=["gradient"], shrink=False).verdict == "pass"
    judged = [way for way in seen if any("own_answer.py" in frame for frame in way)]
    assert len(judged) >= 24
    for way in judged:
        assert way[0].startswith("check_layer ")
        assert len(way) <= MOST_FRAMES, way
        assert len({frame.split(" ", 1)[1] for frame in way}) <= MOST_FILES, way
