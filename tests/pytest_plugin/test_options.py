"""Options and ini keys, and what they amount to."""

import pytest

from ethan_check.pytest_plugin.options import settings_of


def settings(project, *arguments):
    return settings_of(project.parseconfig(*arguments))


def test_an_ordinary_run_asks_for_nothing(project):
    found = settings(project)
    assert (found.active, found.only, found.sources, found.checks, found.seed) == (False, False, (), (), 0)
    assert found.config_file is None


def test_names_are_listed_repeated_and_taken_once(project):
    layers = ("--ethan-layers=a, b:C", "--ethan-layers=a,,d")
    found = settings(project, "--ethan-check", *layers, "--ethan-checks=gradient,shapes")
    assert found.active
    assert found.sources == ("a", "b:C", "d")
    assert found.named_by_option
    assert found.checks == ("gradient", "shapes")


def test_the_option_goes_before_the_ini_key(project):
    project.makeini("[pytest]\nethan_layers =\n    a\n    b:C\nethan_seed = 5\n")
    found = settings(project)
    assert (found.sources, found.named_by_option, found.seed) == (("a", "b:C"), False, 5)
    found = settings(project, "--ethan-layers=d", "--ethan-seed=6")
    assert (found.sources, found.named_by_option, found.seed) == (("d",), True, 6)


def test_settings_are_read_once(project):
    config = project.parseconfig("--ethan-only")
    assert settings_of(config) is settings_of(config)
    assert settings_of(config).active
    assert settings_of(config).only


def test_the_ini_key_switches_it_on_except_for_single_files(project):
    project.makeini("[pytest]\nethan_check = true\n")
    file = project.makepyfile("def test_it(): pass")
    assert settings(project).active
    assert settings(project, ".").active
    assert not settings(project, file.name).active
    assert not settings(project, f"{file.name}::test_it").active
    assert settings(project, file.name, "--ethan-check").active


@pytest.mark.parametrize("seed", ["x", "-1", "1.5", ""])
def test_a_seed_is_an_integer_from_0_up(project, seed):
    with pytest.raises(pytest.UsageError, match=f"ethan seed is '{seed}', expected an integer from 0 up"):
        settings(project, f"--ethan-seed={seed}")


def test_ids_are_taken_out_of_the_arguments(project):
    found = settings(project, "ethan::good.v1::gradient", "ethan::b.v1")
    assert found.ids == ("ethan::good.v1::gradient", "ethan::b.v1")
    assert found.only
    file = project.makepyfile("def test_it(): pass")
    config = project.parseconfig(file.name, "ethan::b.v1")
    assert settings_of(config).ids == ("ethan::b.v1",)
    assert not settings_of(config).only
    assert config.args == [file.name]


def test_the_configuration_file_is_the_projects_or_the_one_that_is_named(project):
    project.makepyprojecttoml("[tool.pytest.ini_options]\n")
    assert settings(project).config_file == project.path / "pyproject.toml"
    project.makepyprojecttoml("[tool.pytest.ini_options]\nethan_config = 'not_there.toml'\n")
    assert settings(project).config_file == project.path / "not_there.toml"
