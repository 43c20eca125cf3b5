"""What one directional test saw, as evidence."""

import json

import numpy as np

from ethan_check.subject.subject import Subject
from ethan_check.verdict.along_a_direction import along_a_direction
from ethan_check.verdict.probe import directional_test


class Cubes:
    """Cubes; the first output is infinite away from its own point, so no difference of it can be used."""

    def forward(self, x):
        self.x = x
        y = x**3
        y[0] = 1.0 if x[0] == 1.0 else np.inf
        return y

    def backward(self, g):
        dx = 3 * self.x**2 * g
        dx[0] = 0.0
        return dx


def shown(layer, x, **options):
    subject = Subject(layer, (np.asarray(x),))
    return along_a_direction(directional_test(subject, subject.values, np.random.default_rng(0), **options))


def test_an_output_that_cannot_be_used_does_not_hide_the_others():
    found = shown(Cubes(), [1.0, 2.0, 3.0])
    assert sum(found["methods"].values()) == 2
    assert all(np.isfinite(value) for _, value in found["by_step"])
    errors = [abs(value - found["derivative"]) for step, value in found["by_step"] if step >= 2.0**-6]
    assert errors == sorted(errors, reverse=True)
    assert json.loads(json.dumps(found)) == found


def test_nothing_is_said_where_no_output_can_be_used():
    assert shown(Cubes(), [1.0]) == {}


def test_what_the_complex_step_answers_has_the_one_step_that_confirmed_it():
    class Square:
        def forward(self, x):
            self.x = x
            return x * x

        def backward(self, g):
            return 2 * self.x * g

    found = shown(Square(), [1.0, 2.0])
    assert found["methods"] == {"complex step": 2}
    assert len(found["by_step"]) == 1
    assert found["believed_steps"] == []
