"""Fixtures for tests of layers that people write themselves."""

from types import SimpleNamespace

import pytest

from ethan_check.loading.load_error import LoadError
from ethan_check.pytest_plugin.fixtures import pytest_generate_tests
from pytest_plugin.stand_ins import Square, config_of, loaded, settings


class Metafunc:
    def __init__(self, run_loaded, *names):
        self.fixturenames, self.config, self.calls = names, config_of(settings(), run_loaded), []

    def parametrize(self, name, values, ids, indirect):
        self.calls.append(SimpleNamespace(name=name, values=values, ids=ids, indirect=indirect))


def test_a_test_that_does_not_ask_for_layers_is_left_alone():
    metafunc = Metafunc(loaded(), "tmp_path")
    pytest_generate_tests(metafunc)
    assert metafunc.calls == []


def test_each_layer_and_each_error_is_a_parameter():
    broken, empty = LoadError("source", "b", "", "no"), LoadError("source", "c", "", "nothing")
    metafunc = Metafunc(loaded(("a.v1", Square, {}), broken=(broken,), empty=(empty,)), "ethan_layer")
    pytest_generate_tests(metafunc)
    (call,) = metafunc.calls
    assert call.ids == ["a.v1", "broken.b", "broken.c"]
    assert call.values[1:] == [broken, empty]
    assert (call.name, call.indirect) == ("ethan_layer", True)


def test_no_layer_is_a_usage_error():
    with pytest.raises(pytest.UsageError, match="ethan_layer: no layer found: name a file"):
        pytest_generate_tests(Metafunc(loaded(), "ethan_layer"))


def test_the_registry_the_checker_and_a_layer(project):
    project.makepyfile(
        """
        import pytest

        def test_registry(ethan_registry):
            assert ethan_registry.names() == ('relu.v1',)

        def test_checker(ethan_checker, ethan_layer):
            report = ethan_checker(ethan_layer, checks=['shapes'])
            assert (report.verdict, report.seed) == ('pass', 7)

        def test_failure(ethan_checker):
            class Halved:
                def forward(self, x):
                    self.x = x
                    return x * x
                def backward(self, g):
                    return self.x * g
            with pytest.raises(pytest.fail.Exception, match='Halved: dL_dX'):
                ethan_checker(Halved(), checks=['gradient'])
        """
    )
    arguments = ("--ethan-layers=ethan_core.fn.relu", "--ethan-checks=shapes", "--ethan-seed=7")
    result = project.runpytest_inprocess(*arguments)
    result.assert_outcomes(passed=4)
