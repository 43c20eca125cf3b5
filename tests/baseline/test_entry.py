"""What is remembered, as data."""

import json

from baseline.samples import array, entry


def test_an_entry_is_json():
    whole = entry().to_json()
    assert json.loads(json.dumps(whole)) == whole


def test_what_is_not_there_takes_no_room():
    assert set(array(1.0).to_json()) == {"values", "allowance"}
    assert array(1.0, rounding=1e-16, not_finite=2).to_json()["not_finite"] == 2


def test_an_array_holds_what_rounding_may_make_of_it():
    usual = array(1.0, 2.0, allowance=1e-12)
    assert usual.holds(array(1.0 + 5e-13, 2.0))
    assert not usual.holds(array(1.0 + 5e-12, 2.0))
    assert not usual.holds(array(1.0))
    assert not usual.holds(array(1.0, 2.0, not_finite=1))


def test_provenance_can_be_left_out():
    assert entry(written={"reason": "a"}).without_provenance() == entry(written={}).without_provenance()
