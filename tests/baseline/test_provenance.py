"""Who, when, where and why."""

import json
import re

from ethan_check.baseline.provenance import provenance


def test_it_is_json_and_says_all(monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ann")
    found = provenance("why")
    assert json.loads(json.dumps(found)) == found
    assert (found["by"], found["reason"]) == ("Ann", "why")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["on"])
    assert found["numpy"]
    assert found["blas"]


def test_the_time_can_be_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert provenance()["on"] == "1970-01-02T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert not provenance()["on"].startswith("1970")


def test_nobody_needs_to_have_a_name(monkeypatch):
    monkeypatch.delenv("GIT_AUTHOR_NAME", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid")))
    assert provenance()["by"] == ""
