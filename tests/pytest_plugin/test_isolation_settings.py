"""Whether layers have processes of their own: by option, by ini key, by the configuration file."""

import pytest

from ethan_check.pytest_plugin.isolation_settings import isolation_of


def settings(project, *arguments, ini="", toml=""):
    project.makeini(f"[pytest]\nethan_config = ethan.toml\n{ini}")
    (project.path / "ethan.toml").write_text(toml)
    return isolation_of(project.parseconfigure(*arguments))


@pytest.mark.parametrize(
    ("arguments", "ini", "toml", "apart", "limit"),
    [
        ((), "", "", False, 600),
        (("--ethan-isolate", "--ethan-timeout=60"), "", "", True, 60),
        ((), "ethan_isolate = true\nethan_timeout = 5", "", True, 5),
        ((), "", "isolate = true\ntimeout = 4.5", True, 4.5),
        ((), "ethan_isolate = false\nethan_timeout = 5", "isolate = true\ntimeout = 4", False, 5),
        (("--ethan-isolate", "--ethan-timeout=0"), "ethan_isolate = false", "", True, None),
        ((), "", "timeout = 0", False, None),
    ],
)
def test_the_nearest_is_heard(project, arguments, ini, toml, apart, limit):
    found = settings(project, *arguments, ini=ini, toml=toml)
    assert (found.apart, found.limit) == (apart, limit)


@pytest.mark.parametrize("text", ["", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_one_line(project, text):
    with pytest.raises(pytest.UsageError) as caught:
        settings(project, f"--ethan-timeout={text}")
    assert (
        str(caught.value)
        == f"ethan: --ethan-timeout is {text!r}, expected seconds, as in 600, or 0 for no limit"
    )
    if text:
        with pytest.raises(pytest.UsageError, match="ethan: ethan_timeout is "):
            settings(project, ini=f"ethan_timeout = {text}")


def test_an_ini_value_that_is_none_is_one_line(project):
    with pytest.raises(pytest.UsageError, match="ethan_isolate is 'maybe', expected true or false"):
        settings(project, ini="ethan_isolate = maybe")


def test_the_header_says_what_holds(project):
    assert settings(project).header == ""
    found = settings(project, "--ethan-isolate")
    assert found.header == "ethan: isolate: a process of its own for each layer, with 600 seconds"
    found = settings(project, "--ethan-isolate", "--ethan-timeout=0")
    assert found.header.endswith("with no limit of time")


def test_workers_are_not_divided_further(project):
    config = project.parseconfig("--ethan-isolate")
    config.workerinput = {}
    found = isolation_of(config)
    assert not found.apart
    assert "under -n layers share the workers" in found.header
    assert len(found.header.splitlines()) == 1
