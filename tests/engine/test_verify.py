"""Verifying a layer: verdicts, arguments, one-line messages for bad layers, repeatable and harmless runs."""

from __future__ import annotations

import json
import random
import re
import warnings

import numpy as np
import pytest
from checks.judging import Affine, Fused, Tanh, X
from hypothesis import settings

from ethan_check import Case, Check, DoesNotApply, Finding, check_layer
from ethan_check.cases.choose import choose_source
from ethan_check.cases.pool import SubjectPool
from ethan_check.engine.verify import Verification, run_check
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.trace import Tracer
from ethan_core import Contract
from ethan_core.errors import ArgumentError

QUICK = ("gradient", "shapes", "state")


class Half(Tanh):
    def backward(self, dout):
        return super().backward(dout) / 2


# Verdicts


def test_a_check_that_does_not_apply_says_why_and_verifies_nothing():
    report = check_layer(Tanh(), checks=["statistics"])
    assert report.verdict == "fail"
    assert report.not_applicable == {"statistics": "no contract declares a random layer with a rate p"}


def test_a_report_says_what_a_pass_is_worth():
    first, *rest = str(check_layer(Tanh(), checks=["shapes", "gradient"])).splitlines()
    assert first == "Tanh: pass: 2 checks on 24 cases"
    assert [line.split(" to ")[0].split(" of ")[0] for line in rest] == [
        "  would catch an error",
        "  account: x judged,",
    ]


class Always:
    """A check that always says the same."""

    points = 3

    def __init__(self, name, verdict):
        self.name, self.verdict = name, verdict

    def run(self, subject, rng):
        yield Finding(check=self.name, verdict=self.verdict, target="Y", message=f"{self.name} says so")


def test_checks_may_be_objects_and_their_verdicts_are_aggregated():
    passes, unsure = Always("sure", "pass"), Always("unsure", "inconclusive")
    assert isinstance(passes, Check)
    assert check_layer(Tanh(), checks=[passes]).verdict == "pass"
    assert check_layer(Tanh(), checks=[passes, unsure]).verdict == "inconclusive"
    report = check_layer(Tanh(), checks=[passes, unsure, Always("no", "fail")])
    assert report.verdict == "fail"
    assert [finding.message for finding in report.failures] == ["unsure says so", "no says so"]


def test_a_few_undecided_points_do_not_make_a_run_inconclusive():
    class Mostly(Always):
        count = 0

        def run(self, subject, rng):
            self.count += 1
            verdict = "inconclusive" if self.count == 1 else "pass"
            yield Finding(check=self.name, verdict=verdict, target="Y", message="")

    (finding,) = check_layer(Tanh(), checks=[Mostly("mostly", "")]).findings
    assert finding.verdict == "pass"
    assert (finding.evidence["cases"], finding.evidence["undecided"]) == (3, 1)


# One check on one case, and on all of them


class Asks(Always):
    """A check that asks what it is told to; it counts its cases."""

    def __init__(self, ask, points=4, name="mine"):
        self.name, self.points, self.asked = name, points, []
        self._ask = ask

    def run(self, subject, rng):
        self.asked.append(rng.random())
        verdict = self._ask(len(self.asked), subject)
        return [Finding(check=self.name, verdict=verdict, target="Y", message=f"{verdict} {len(self.asked)}")]


def subject_of(layer=None, **options):
    return Subject(layer or Tanh(), (X,), **options)


def test_the_same_numbers_are_drawn_for_the_same_seed_position_and_check():
    def drawn(seed=0, position=0, name="mine"):
        check = Asks(lambda count, subject: "pass", name=name)
        run_check(check, subject_of(seed=seed), position)
        return check.asked

    assert drawn() == drawn()
    assert len({drawn()[0], drawn(seed=1)[0], drawn(position=1)[0], drawn(name="other")[0]}) == 4


def test_a_check_that_comes_upon_what_is_no_gradient_has_found_a_failure():
    def ask(count, subject):
        raise BadGradient("dL_dx", "dL_dx is None")

    (finding,) = run_check(Asks(ask), subject_of(name="layer", label="inputs (4, 3)"), 0)
    assert finding == Finding(
        check="mine",
        verdict="fail",
        target="dL_dx",
        message="layer: dL_dx is None",
        evidence={"code": "ETH009"},
        case="inputs (4, 3)",
    )


def test_findings_of_a_case_are_taken_down_where_there_is_a_trace():
    tracer = Tracer()
    run_check(Asks(lambda count, subject: "pass"), subject_of(tracer=tracer, label="inputs"), 7)
    (step,) = tracer.steps
    assert str(step) == "case 7: inputs\n  Y: pass (message pass 1)"


def raise_now(error):
    raise error


@pytest.mark.parametrize(
    ("ask", "asked", "message"),
    [
        (lambda count, subject: "pass", 4, "pass 1"),
        (lambda count, subject: "fail", 1, "fail 1"),
        (lambda count, subject: "fail" if count == 3 else "pass", 3, "fail 3"),
        (lambda count, subject: "error" if count == 2 else "pass", 2, "error 2"),
        (lambda count, subject: "inconclusive" if count < 3 else "pass", 4, "pass 3"),
        (lambda count, subject: "inconclusive" if count < 4 else "pass", 4, "inconclusive 1"),
        (lambda count, subject: raise_now(DoesNotApply("no")) if count == 1 else "pass", 4, "pass 2"),
    ],
    ids=["passes", "fails", "fails later", "error", "half undecided", "mostly undecided", "applies later"],
)
def test_a_check_runs_until_it_fails(ask, asked, message):
    check = Asks(ask)
    (finding,) = check_layer(Tanh(), checks=[check], shrink=False).findings
    assert len(check.asked) == asked
    assert finding.message == message


@pytest.mark.parametrize(("points", "asked"), [(1, 1), (4, 4), (100, 24), (None, 24)])
def test_a_check_says_on_how_many_cases_it_runs(points, asked):
    check = Asks(lambda count, subject: "pass", points)
    check_layer(Tanh(), checks=[check])
    assert len(check.asked) == asked


def test_the_first_reason_for_which_a_check_does_not_apply_is_told():
    check = Asks(lambda count, subject: raise_now(DoesNotApply(f"reason {count}")))
    report = check_layer(Tanh(), checks=[check])
    assert report.not_applicable == {"mine": "reason 1"}
    assert len(check.asked) == 4


def test_a_check_that_looks_at_no_case_says_so():
    report = check_layer(Tanh(), checks=[Asks(lambda count, subject: "pass", 0)])
    assert report.not_applicable == {"mine": "the layer accepted none of the cases"}


def test_an_error_names_its_case():
    class FromTheThird(Tanh):
        def forward(self, x):
            if len(x) == 3:
                raise ValueError("no")
            return super().forward(x)

    cases = [Case(FromTheThird(), X[:rows]) for rows in (1, 2, 3)]
    (finding,) = check_layer(cases=cases, checks=["shapes"]).findings
    assert (finding.verdict, finding.evidence) == ("error", {"case": 2})


def test_what_is_said_of_a_run_is_in_its_report():
    source = choose_source(Affine, None, None, None, 3)
    subjects = SubjectPool("mine", source, None, 3)
    report = Verification(subjects).report((Asks(lambda count, subject: "pass"),))
    assert (report.layer, report.seed, report.cases) == ("mine", 3, 4)
    assert report.read_as == "plain object, parameter gradients in attributes dW, db"
    assert report.calls == {"forward": subjects.calls.forward, "backward": subjects.calls.backward}
    assert report.trace == ()


def test_a_large_layer_is_asked_about_its_structure_once_and_on_a_few_rows():
    check = Asks(lambda count, subject: "pass" if subject.batch == 3 else "fail")
    large = np.ones((600, 300))
    layer = Tanh()
    layer.contract = None
    assert check_layer(layer, (large,), checks=[check]).verdict == "pass"
    assert len(check.asked) == 1


def test_what_a_few_rows_of_a_large_layer_show_is_asked_of_the_whole():
    check = Asks(lambda count, subject: "fail" if subject.batch == 3 else "pass")
    layer = Tanh()
    layer.contract = None
    assert check_layer(layer, (np.ones((600, 300)),), checks=[check]).verdict == "pass"
    assert len(check.asked) == 2


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (Tanh(), "Tanh"),
        (Tanh, "Tanh"),
        (lambda: Tanh(), "<lambda>"),
    ],
)
def test_a_layer_is_called_by_its_class_or_function(layer, name):
    assert check_layer(layer, checks=["shapes"]).layer == name
    assert check_layer(layer, checks=["shapes"], name="mine").layer == "mine"


class Rule:
    """As an autograd function: `apply` is the layer, and each class has one of that name."""

    @classmethod
    def apply(cls, x):
        return x * x, lambda g: 2 * x * g


def test_a_method_of_a_class_is_called_with_its_class():
    assert check_layer(Rule.apply, (X,), checks=["shapes"]).layer == "Rule.apply"


def test_cases_name_the_layer_that_they_bring():
    assert check_layer(cases=Case(Tanh(), X), checks=["shapes"]).layer == "Tanh"
    assert check_layer(cases=[Case(Tanh(), X)], checks=["shapes"]).layer == "Tanh"
    assert check_layer(cases=lambda rng: Case(Tanh(), X), checks=["shapes"]).layer == "layer"


# Arguments


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: check_layer(Tanh(), checks=["gradeint"]),
            r"check 'gradeint' is unknown; expected one of batch, determinism, .*",
        ),
        (
            lambda: check_layer(Tanh(), inputs=(X,), convention="plane"),
            r"convention 'plane' is unknown; expected one of .*plain.*",
        ),
        (
            lambda: check_layer(cases=[Case(Tanh(), (X,)), {}]),
            r"cases must be of one kind: all constructor arguments, all Case\(layer, inputs\), or all rules",
        ),
        (
            lambda: check_layer(Tanh(), cases=[]),
            r"cases is empty, so nothing would be checked; leave it out, or give one",
        ),
        (
            lambda: check_layer(Tanh(), cases=[{}]),
            r"cases are constructor arguments, so layer must be a class or a factory, not a Tanh object",
        ),
    ],
    ids=["check", "convention", "mixed cases", "no cases", "object with arguments"],
)
def test_a_wrong_argument_is_one_line(call, message):
    with pytest.raises(ArgumentError, match=f"^{message}$") as caught:
        call()
    assert "\n" not in str(caught.value)


def test_where_nothing_is_given_and_no_guess_fits_what_was_tried_is_told():
    with pytest.raises(ArgumentError) as caught:
        check_layer(object())
    first, second = str(caught.value).splitlines()
    assert first == (
        "nothing says what inputs object takes, and none that was tried fits; give inputs=(X,), "
        "contract=Contract(shapes=...), or cases=[Case(layer, inputs)]"
    )
    assert second.startswith("  for (3, 4) and 6 more: object is no layer that can be called: expected ")


# Bad layers


class BadConstructor:
    contract = Tanh.contract

    def __init__(self):
        raise RuntimeError("out of order")


class BadForward(Tanh):
    def forward(self, x):
        raise RuntimeError("cannot go on\nreally")


class BadBackward(Tanh):
    def backward(self, dout):
        raise RuntimeError("cannot go back")


class BadInside(Tanh):
    """Hands Python's own library something that it cannot take."""

    def forward(self, x):
        json.loads("[")


class NoOutput(Tanh):
    def forward(self, x):
        super().forward(x)


class NoGradient(Tanh):
    def backward(self, dout):
        return None


class WrongShape(Tanh):
    def backward(self, dout):
        return super().backward(dout)[:1]


class Impossible(Tanh):
    contract = Contract(shapes="N k-k -> N", inputs=("x",))


@pytest.mark.parametrize(
    ("layer", "verdict", "message"),
    [
        (
            BadConstructor,
            "error",
            r"bad: the constructor with no arguments raised RuntimeError: out of order \(.*:\d+\)",
        ),
        (BadForward(), "error", r"bad: forward raised RuntimeError: cannot go on \(.*test_verify.py:\d+\)"),
        (BadBackward(), "error", r"bad: backward raised RuntimeError: cannot go back \(.*:\d+\)"),
        (BadInside(), "error", r"bad: forward raised JSONDecodeError: .* \(.*test_verify.py:\d+\)"),
        (NoOutput(), "error", r"bad: forward returned None, expected an array or a tuple of arrays"),
        (Impossible(), "error", r"bad: no sizes from 1 to 40 of N, k satisfy the shapes 'N k-k -> N'"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else type(value).__name__,
)
@pytest.mark.parametrize("check", QUICK)
def test_a_layer_that_cannot_be_run_is_an_error_in_one_line(layer, verdict, message, check):
    report = check_layer(layer, checks=[check], name="bad")
    assert report.verdict == verdict
    (finding,) = report.findings
    assert finding.check == check
    assert re.fullmatch(message, finding.message), finding.message


@pytest.mark.parametrize(
    ("layer", "pattern"),
    [
        (NoGradient(), "bad: dL_dx is None, but x ({}) is owed a gradient"),
        (WrongShape(), "bad: dL_dx has shape (1, {}), expected ({}), the shape of x"),
    ],
    ids=["none", "shape"],
)
@pytest.mark.parametrize("check", QUICK)
def test_a_gradient_that_is_none_fails_every_check_in_one_line(layer, pattern, check):
    report = check_layer(layer, inputs=(X,), checks=[check], name="bad", shrink=False)
    assert report.verdict == "fail"
    (finding,) = report.failures
    assert finding.target == "dL_dx"
    assert finding.message == pattern.replace("(1, {})", "(1, 3)").format("4, 3")


class InfiniteGradient(Tanh):
    def backward(self, dout):
        dx = super().backward(dout)
        dx[0, 0] = np.inf
        return dx


def test_an_infinite_entry_of_a_gradient_fails():
    assert check_layer(InfiniteGradient(), checks=["gradient"]).verdict == "fail"


class NestedOutputs(Tanh):
    """As recurrent layers return them: y, (h, c)."""

    contract = None

    def forward(self, x):
        y = super().forward(x)
        return y, (y[:1], y.sum())

    def backward(self, dout):
        dy, (dh, dc) = dout
        total = dy + dc
        total[:1] += dh
        return super().backward(total)


class ExitsWhenCopied(Tanh):
    def __deepcopy__(self, memo):
        raise SystemExit(3)


class MuteError(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class RaisesMuteError(Tanh):
    def backward(self, dout):
        raise MuteError


class LooksUpAttributes(Tanh):
    """Finds attributes in a mapping, and says KeyError of those that are not there."""

    def __getattr__(self, name):
        return {}[name]


@pytest.mark.parametrize(
    "layer",
    [
        NestedOutputs(),
        ExitsWhenCopied(),
        RaisesMuteError(),
        LooksUpAttributes(),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_nothing_is_raised_for_a_mistake_of_the_layer(layer):
    assert check_layer(layer, (X,), checks=["gradient"]).verdict in ("pass", "fail", "error")


# Runs


@pytest.mark.parametrize("layer", [Tanh, Half, Affine, Fused, BadForward], ids=lambda cls: cls.__name__)
def test_a_report_is_json_native(layer):
    report = check_layer(layer())
    again = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert again == report.to_json()
    assert again["verdict"] == report.verdict


@pytest.mark.parametrize("layer", [Tanh, Half, Affine], ids=lambda cls: cls.__name__)
def test_a_seed_repeats_a_run(layer):
    first, second, other = (check_layer(layer(), seed=seed).to_json() for seed in (1, 1, 2))
    assert first == second
    assert first != other


class Untidy(Tanh):
    """Seeds, switches and filters as it likes."""

    def forward(self, x):
        np.random.seed(0)
        random.seed(0)
        np.seterr(all="ignore")
        warnings.simplefilter("ignore")
        return super().forward(x)


class UntidyAndWrong(Untidy, Half):
    pass


class UntidyAndBroken(Untidy):
    def backward(self, dout):
        raise RuntimeError


@pytest.mark.parametrize("layer", [Tanh, Untidy, UntidyAndWrong, UntidyAndBroken])
def test_nothing_global_is_changed(layer):
    profile = str(settings())
    before = (
        str(np.random.get_state(legacy=False)),
        random.getstate(),
        np.geterr(),
        list(warnings.filters),
        np.get_printoptions(),
    )
    check_layer(layer())
    assert before == (
        str(np.random.get_state(legacy=False)),
        random.getstate(),
        np.geterr(),
        list(warnings.filters),
        np.get_printoptions(),
    )
    assert str(settings()) == profile


def test_the_layer_itself_is_never_run():
    layer = Affine()
    kept = {name: value.copy() for name, value in vars(layer).items() if isinstance(value, np.ndarray)}
    check_layer(layer)
    assert vars(layer).keys() == {"features", "width", "W", "b"}
    assert all(np.array_equal(getattr(layer, name), value) for name, value in kept.items())


def test_calls_are_counted():
    calls = {"forward": 0, "backward": 0}

    class Counted(Tanh):
        def forward(self, x):
            calls["forward"] += 1
            return super().forward(x)

        def backward(self, dout):
            calls["backward"] += 1
            return super().backward(dout)

    report = check_layer(Counted(), checks=["gradient"])
    # Finding out how a layer is called takes some calls that are not a check's.
    assert 0 <= calls["forward"] - report.calls["forward"] <= 8
    assert 0 <= calls["backward"] - report.calls["backward"] <= 8
    assert report.calls["backward"] <= 24 * 2
    assert report.calls["forward"] <= 24 * 8


# Errors that are not the end


class Fragile(Tanh):
    """Backward raises for a batch above 1, and is wrong for a batch of 1."""

    def backward(self, dout):
        if len(dout) > 1:
            raise ValueError("only one row")
        return super().backward(dout) * 2


@pytest.mark.parametrize("first", [1, 2])
def test_an_error_on_one_layer_of_a_rule_does_not_hide_that_another_one_is_wrong(first):
    drawn = []

    def rule(rng):
        drawn.append(None)
        rows = first if len(drawn) == 1 else int(rng.integers(1, 3))
        return Case(Fragile(), (rng.normal(size=(rows, 3)),))

    report = check_layer(Fragile, cases=rule, checks=["gradient"], shrink=False)
    assert report.verdict == "fail"


def test_an_error_on_all_of_them_is_told_once():
    class Never(Tanh):
        def backward(self, dout):
            raise ValueError("never")

    report = check_layer(Never, cases=lambda rng: Case(Never(), (X,)), checks=["gradient", "shapes"])
    assert [finding.verdict for finding in report.findings] == ["error", "error"]
    assert report.message.count("never") == 1


def test_a_failure_that_repeats_another_ones_is_not_made_small(monkeypatch):
    asked = []

    def made_small(run, check, failing, *_):
        asked.append(check.name)
        return failing

    class Half:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0.0)

        def backward(self, g):
            return g * (self.x > 0) / 2

    monkeypatch.setattr("ethan_check.engine.verify.made_small", made_small)
    report = check_layer(Half(), (X,), checks=["gradient", "thresholds"])
    assert [finding.check for finding in report.failures if "same_as" in finding.evidence] == ["thresholds"]
    assert asked == ["gradient"]
