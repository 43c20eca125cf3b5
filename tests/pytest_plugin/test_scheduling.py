"""Who decides how items are spread over workers."""

import pytest

from ethan_check.pytest_plugin.scheduling import OneWorkerForALayer

pytest.importorskip("xdist")


class Config:
    def __init__(self, dist):
        self.option = type("Option", (), {"maxschedchunk": None, "loadscopereorder": True})()
        self._dist = dist

    def getvalue(self, name):
        return {"dist": self._dist, "tx": ["popen"]}[name]


@pytest.mark.parametrize("dist", ["no", "each", "loadfile", "loadscope", "worksteal", "loadgroup"])
def test_what_a_person_chose_is_left_alone(dist):
    assert OneWorkerForALayer().pytest_xdist_make_scheduler(Config(dist), None) is None
