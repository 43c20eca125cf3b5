"""The options are among Ethan's."""

import pytest


def test_both_are_explained(project):
    text = "\n".join(project.runpytest_inprocess("--help").outlines)
    for name in ("--ethan-isolate", "--ethan-timeout=SECONDS", "ethan_isolate", "ethan_timeout"):
        assert name in text


@pytest.mark.parametrize(("given", "isolate"), [((), None), (("--ethan-isolate",), True)])
def test_whether_it_was_asked_for_is_known(project, given, isolate):
    config = project.parseconfig(*given, "--ethan-timeout=7")
    assert (config.option.ethan_isolate, config.option.ethan_timeout) == (isolate, "7")
