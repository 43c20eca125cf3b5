"""Where cases come from: arrays, contracts, lists of cases, and rules of the layer's own."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case, check_layer
from ethan_check.numerics.tolerances.sizes import FURTHER_DRAWS
from ethan_core import Contract
from ethan_core.contract import Integers, Interval


class Seen(Tanh):
    """Remembers what it was run on."""

    def __init__(self):
        self.log = LOG

    def __deepcopy__(self, memo):
        return type(self)()

    def forward(self, x):
        LOG.append(np.array(x))
        return super().forward(x)


LOG: list = []


@pytest.fixture(autouse=True)
def nothing_seen():
    LOG.clear()


def test_a_rule_is_drawn_from_24_times():
    drawn = []

    def draw(rng):
        drawn.append(rng.random())
        return Case(Tanh(), rng.normal(size=(3, 2)))

    report = check_layer(cases=draw, checks=["gradient"])
    assert report.verdict == "pass"
    assert report.cases == 24
    # And of those nine that are judged as they are, and of further ones, it is seen what settings they have.
    assert len(drawn) == 24 + 1 + 9 + FURTHER_DRAWS
    # The layers of two draws get each of their three axes longer in turn, so that these are drawn thrice.
    assert len(set(drawn)) == 20 + FURTHER_DRAWS
    assert report.layer == "layer"


def test_rules_take_turns():
    rules = [lambda rng: Case(Tanh(), rng.normal(size=(2, 2))), lambda rng: Case(Affine(), X)]
    report = check_layer(cases=rules, checks=["gradient"])
    assert {finding.target for finding in report.findings} == {"dL_dx", "dL_dW", "dL_db"}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (lambda rng: 1 / 0, "layer: the rule that draws cases raised ZeroDivisionError: division by zero ("),
        (
            lambda rng: X,
            "layer: the rule that draws cases returned a ndarray, expected a Case(layer, inputs)",
        ),
    ],
    ids=["raises", "returns something else"],
)
def test_a_rule_that_does_not_work_is_an_error(rule, message):
    (finding,) = check_layer(cases=rule, checks=["gradient"]).findings
    assert finding.verdict == "error"
    assert finding.message.startswith(message)


def test_cases_may_come_from_any_iterable():
    report = check_layer(cases=(Case(Tanh(), np.full((2, n), 0.5)) for n in (1, 2)), checks=["gradient"])
    assert report.verdict == "pass"


def test_of_an_iterator_the_first_case_is_looked_at_too():
    cases = [Case(Seen(), np.full((rows, 2), 0.5)) for rows in (1, 2)]
    check_layer(cases=iter(cases), checks=["shapes"])
    assert {len(x) for x in LOG} >= {1, 2}


def test_given_arrays_come_first_and_are_varied_within_what_they_show():
    layer = Seen()
    layer.contract = None
    positive = np.random.default_rng(0).uniform(1, 2, (4, 3))
    report = check_layer(layer, inputs=(positive,), checks=["determinism", "shapes"], contract=None)
    assert report.verdict == "pass"
    assert any(np.array_equal(x, positive) for x in LOG)
    beyond = [x for x in LOG if x.dtype == float and not (x > 0).all()]
    assert all(np.ptp(x) == 0 for x in beyond), "only whether forward gives numbers there is asked"


def test_a_contract_is_drawn_from_in_every_size_and_kind():
    check_layer(Seen(), checks=["gradient"])
    shapes = {x.shape for x in LOG}
    assert {rows for rows, _ in shapes} >= {1, 2, 3, 4, 5}
    assert any(columns == 1 for _, columns in shapes)
    values = [x for x in LOG if np.isrealobj(x)]
    assert any((x == np.round(x)).all() for x in values)
    assert any((x > 0).all() for x in values)
    assert any((x < 0).all() for x in values)
    assert any((x == 0).any() for x in values)


def test_the_stencil_stays_inside_a_declared_domain():
    class Root(Seen):
        contract = Contract(shapes="N D -> N D", inputs=("x",), domain={"x": Interval(0.0, 1.0, open=True)})

        def forward(self, x):
            LOG.append(np.real(x))
            self.x = x
            return np.sqrt(x * (1 - x))

        def backward(self, dout):
            return dout * (0.5 - self.x) / np.sqrt(self.x * (1 - self.x))

    assert check_layer(Root()).verdict == "pass"
    assert all(((x > 0) & (x < 1)).all() for x in LOG)


def test_integers_stay_within_their_bounds_and_repeat():
    class Lookup(Seen):
        contract = Contract(
            shapes="N -> N",
            inputs=("ids",),
            integers={"ids": Integers(5)},
            parameters={"table": "vocabulary"},
        )

        def __init__(self):
            self.vocabulary = 5
            self.table = np.random.default_rng(0).normal(size=5)

        def __deepcopy__(self, memo):
            new = type(self)()
            new.table = memo.get(id(self.table), self.table.copy())
            return new

        def forward(self, ids):
            LOG.append(ids)
            self.ids = ids
            return self.table[ids]

        def backward(self, dout):
            self.dtable = np.zeros_like(self.table)
            np.add.at(self.dtable, self.ids, dout)

    assert check_layer(Lookup(), checks=["gradient", "state"]).verdict == "pass"
    assert all(ids.min() >= 0 and ids.max() < 5 for ids in LOG)
    assert any(len(set(ids.tolist())) < len(ids) for ids in LOG)


def test_configurations_take_turns():
    report = check_layer(Affine, cases=[{"features": 3, "width": 2}, {"features": 1, "width": 4}])
    assert report.verdict == "pass"
    assert report.layer == "Affine"


def test_a_contract_says_whose_leading_axis_is_the_batch():
    """One row and one channel: that both are 1 does not make the weights part of the batch."""

    class Scaled:
        contract = Contract(shapes="N d, c d, c -> N c", inputs=("x", "w", "b"))

        def forward(self, x, w, b):
            return x @ w.T + b, (x, w, b)

        def backward(self, dout, cache):
            x, w, _ = cache
            return dout @ w, dout.T @ x, dout.sum(axis=0)

    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(1, 3)), rng.normal(size=(1, 3)), rng.normal(size=1)
    report = check_layer(cases=Case(Scaled(), arrays))
    assert report.verdict == "pass", str(report)
    assert report.cases == 24
