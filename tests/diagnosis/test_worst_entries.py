"""The table of the entries that are off by most."""

from __future__ import annotations

import numpy as np
from checks.judging import Tanh, X

from ethan_check import check_layer
from ethan_core import Contract


def told(layer, *inputs, **options):
    text = check_layer(layer, inputs or None, checks=["gradient"], **options).message
    return "\n".join(line for line in text.split("\n") if not line.startswith("  backward: "))


def test_at_most_five_entries_are_shown_the_worst_first():
    class Growing(Tanh):
        def backward(self, dout):
            return super().backward(dout) + np.arange(dout.size).reshape(dout.shape)

    rows = told(Growing(), X, shrink=False).splitlines()[-6:-1]
    assert [row.split()[0] for row in rows] == ["x[3,2]", "x[3,1]", "x[3,0]", "x[2,2]", "x[2,1]"]


def test_numbers_that_differ_are_seen_to_differ():
    class Tiny(Tanh):
        def backward(self, dout):
            dx = super().backward(dout)
            dx.flat[0] *= 1 + 1e-10
            return dx

    *_, head, row, _ = told(Tiny()).splitlines()
    _, backward, derivative, _ = row.split()
    assert 1e-11 < abs(float(backward) / float(derivative) - 1) < 1e-9
    assert head.index("derivative") + len("derivative") == row.index(derivative) + len(derivative)


def test_columns_stay_in_line_whatever_the_name():
    class Long(Tanh):
        contract = Contract(shapes="N C H W -> N C H W", inputs=("a_rather_long_name",))

        def backward(self, dout):
            return 2 * super().backward(dout)

    *lines, _ = told(Long(), np.ones((2, 3, 4, 5)), shrink=False).splitlines()
    (head,) = [line for line in lines if "worst entries" in line]
    rows = lines[lines.index(head) + 1 :]
    assert {len(row) for row in rows} == {len(head)}
