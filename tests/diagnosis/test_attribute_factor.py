"""A factor that is a number of the layer."""

from diagnosis.broken_layers import assert_explained
from ethan_check import check_layer
from ethan_core import Contract


class Scaled:
    contract = Contract(shapes="N D -> N D", inputs=("x",))

    def __init__(self, size, stride, power=0, quotient=False):
        self.size, self.stride, self.power, self.quotient = size, stride, power, quotient

    def forward(self, x):
        return x * 3.0

    def backward(self, g):
        return 3.0 * g * (self.size / self.stride if self.quotient else float(self.stride) ** self.power)


class Divided(Scaled):
    def __init__(self, stride=2):
        super().__init__(7, stride, -1)


def test_a_number_that_several_configurations_vary_is_named():
    text = "dL_dx was divided by stride, or a factor of it is missing"
    report = check_layer(Divided, cases=[{"stride": 2}, {"stride": 3}], checks=["gradient"])
    assert text in report.failures[0].evidence["looks_like"]


def test_of_one_configuration_the_number_is_told_and_no_attribute():
    assert_explained(Scaled(5, 2, -1), "dL_dx is 1/2 of the derivative, in every entry wherever it is wrong")
