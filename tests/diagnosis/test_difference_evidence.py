"""What is known of a wrong gradient, for programs."""

import json

import numpy as np

from diagnosis.stated import wrong_of
from ethan_check.diagnosis.difference_evidence import difference_evidence

A = np.random.default_rng(0).normal(size=(4, 4))


def test_evidence_is_plain_and_says_what_it_looks_like():
    difference, subject = wrong_of(A, -A, (4,))
    evidence = difference_evidence(subject, difference)
    assert evidence["looks_like"][0] == "dL_dX has the wrong sign"
    assert evidence["codes"]["dL_dX has the wrong sign"] == "ETH101"
    assert evidence["wrong_entries"] == evidence["all_entries"] == 4
    assert evidence["ratio"] == -1
    assert json.loads(json.dumps(evidence["entries"])) == evidence["entries"]
    assert not set(evidence["could_be"]) & set(evidence["looks_like"])


def test_what_is_said_already_is_not_asked_again():
    difference, subject = wrong_of(A, -A, (4,))
    assert difference_evidence(subject, difference, ["odd"])["looks_like"] == ["odd"]
