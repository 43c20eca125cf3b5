"""Where entries are equal: all of the gradient to each of them, to none, or shared out as it should be."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.diagnosis.equal_entries import CODE, said_of_equal_entries
from ethan_check.subject.subject import Subject

TIED = np.array([[2.0, 2.0, 1.0, 0.5], [0.3, 1.0, -1.0, 1.0]])


class Largest:
    """The largest of each row."""

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, g):
        return g[:, None] * self.share(self.x == self.x.max(axis=1, keepdims=True))

    def share(self, largest):
        return largest / largest.sum(axis=1, keepdims=True)


class First(Largest):
    def share(self, largest):
        return np.eye(largest.shape[1])[largest.argmax(axis=1)]


class Every(Largest):
    def share(self, largest):
        return largest


class Nobody(Largest):
    def share(self, largest):
        return largest * (largest.sum(axis=1, keepdims=True) == 1)


class Overlapping:
    """The larger of each two neighbours: an entry may win twice."""

    def forward(self, x):
        self.x = x
        return np.maximum(x[:, 1:], x[:, :-1])

    def backward(self, g):
        dx, y = np.zeros_like(self.x), np.maximum(self.x[:, 1:], self.x[:, :-1])
        dx[:, 1:] += g * (self.x[:, 1:] == y)
        dx[:, :-1] += g * (self.x[:, :-1] == y)
        return dx


class Median:
    """Of three numbers each the middle one."""

    def forward(self, x):
        self.x = x
        return np.median(x, axis=1)

    def backward(self, g):
        return g[:, None] * (self.x == np.median(self.x, axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("layer", "x", "text"),
    [
        (Every(), TIED, "each of several equal entries"),
        (Nobody(), TIED, "none of several equal entries"),
        (Overlapping(), np.array([[1.0, 1.0, 1.0, 0.0]]), "each of several equal entries"),
        (Median(), np.array([[1.0, 1.0, 3.0], [0.0, 2.0, 2.0]]), "each of several equal entries"),
    ],
)
def test_it_is_named_where_entries_are_equal(layer, x, text):
    (said,) = said_of_equal_entries(Subject(layer, (x,)))
    assert text in said
    assert said.code == CODE


@pytest.mark.parametrize("layer", [Largest(), First()])
def test_shares_that_add_up_to_one_are_no_mistake(layer):
    assert said_of_equal_entries(Subject(layer, (TIED,))) == []


def test_without_equal_entries_there_is_nothing_to_say():
    assert said_of_equal_entries(Subject(Every(), (np.array([[1.0, 2.0, 3.0, 4.0]]),))) == []


def test_what_is_wrong_for_another_reason_is_not_called_that():
    class Halves(Every):
        """Right for two that are equal, and not for three."""

        def share(self, largest):
            return largest / np.minimum(largest.sum(axis=1, keepdims=True), 2)

    assert said_of_equal_entries(Subject(Halves(), (np.array([[2.0, 2.0, 2.0, 1.0]]),))) == []


def test_a_layer_that_does_not_run_beside_the_tie_is_left_alone():
    class Fragile(Every):
        def forward(self, x):
            if x[0, 0] != 2.0:
                raise ValueError("only there")
            return super().forward(x)

    assert said_of_equal_entries(Subject(Fragile(), (TIED,))) == []


def test_the_message_of_a_failure_says_so():
    report = check_layer(Every(), (TIED,), checks=["gradient"])
    assert report.verdict == "fail"
    assert "looks like: dL_dX gives each of several equal entries" in report.message
    assert f"[{CODE}]" in report.message
    assert report.findings[0].evidence["codes"] == {report.findings[0].evidence["looks_like"][0]: CODE}
