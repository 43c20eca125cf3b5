"""What is said of a layer is said once, and the account of each array can be asked for."""

import pytest

LAYERS = """
    import numpy as np

    class HardSigmoid:
        '''A factor everywhere, and another threshold than forward: two mistakes.'''
        def forward(self, x):
            self.x = x
            return np.clip(0.2 * x + 0.5, 0, 1)

        def backward(self, g):
            return 1.1 * g * 0.2 * (np.abs(self.x) < 2.4)

    class Halved:
        '''One mistake that two checks meet, and an array that the output does not move with.'''
        def __init__(self):
            self.b = np.zeros(())

        def forward(self, x):
            self.x = x
            z = np.maximum(x, 0.3) + self.b
            return z - z.mean()

        def backward(self, g):
            g = g - g.mean()
            self.db = np.zeros(())
            return g * (self.x > 0.3) / 2

    class InPlace:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, g):
            g *= self.x > 0
            return g
"""


@pytest.fixture
def project(pytester):
    pytester.makepyfile(mylayers=LAYERS)
    return pytester


def test_one_mistake_is_one_failing_item(project):
    result = project.runpytest("--ethan-check", "mylayers.py", "-rs", "-v")
    failed = [
        line.split(" ")[0] for line in result.outlines if " FAILED" in line and line.startswith("ethan::")
    ]
    assert failed == [
        "ethan::halved.v0::gradient",
        "ethan::hardsigmoid.v0::gradient",
        "ethan::hardsigmoid.v0::thresholds",
        "ethan::inplace.v0::purity",
    ]
    result.stdout.fnmatch_lines_random(
        ["*the same failure as ethan::halved.v0::gradient", "*the same failure as ethan::inplace.v0::purity"]
    )


def test_a_gradient_of_another_shape_is_told_by_the_check_of_shapes(pytester):
    pytester.makepyfile(
        mylayers="""
        import numpy as np

        class Scale:
            def __init__(self):
                self.w = np.linspace(0.5, 2.0, 4)

            def forward(self, x):
                self.x = x
                return x * self.w

            def backward(self, g):
                self.dw = (g * self.x).sum(axis=0, keepdims=True)
                return g * self.w
        """
    )
    result = pytester.runpytest("--ethan-check", "mylayers.py", "-v")
    failed = [line.split(" ")[0] for line in result.outlines if " FAILED" in line]
    assert failed == ["ethan::scale.v0::shapes"]
    result.stdout.fnmatch_lines(
        ["scale.v0: dL_dw has shape (1, 4), expected (4,), the shape of w [[]ETH009]"]
    )


def test_how_a_layer_is_read_and_run_again_is_said_once(project):
    result = project.runpytest("--ethan-check", "mylayers.py::HardSigmoid")
    text = result.stdout.str()
    assert (
        text.count("see it again: ")
        == text.count("  read as: ")
        == text.count("  backward: mylayers.py:9")
        == 1
    )


def test_a_cause_that_is_not_asked_leaves_the_word_to_others(project):
    result = project.runpytest("--ethan-check", "mylayers.py::InPlace", "--ethan-checks=layout")
    result.stdout.fnmatch_lines(["*read-only*"])
    assert result.ret == 1


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_the_account_can_be_asked_for_alone(project, quiet):
    result = project.runpytest("--ethan-check", "mylayers.py::Halved", "--ethan-account", *quiet)
    result.stdout.fnmatch_lines(
        [
            "halved.v0  fail*",
            "*read as: plain object, parameter gradients in attributes db",
            "*account: X wrong; b no effect*",
            "*not applicable: *update (*)*",
            "1 layer: 1 fail; *; 1 array without effect",
        ]
    )
    assert not any(" PASSED" in line for line in result.outlines)
