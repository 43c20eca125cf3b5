"""Findings gathered into one for each target; and the certificate is true: twice that error is caught."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh

from ethan_check import Finding, check_layer
from ethan_check.engine.aggregate import aggregate, certificate_of, nothing_ran


def found(target="dL_dX", message="", **evidence):
    return Finding(check="gradient", verdict="pass", target=target, message=message, evidence=evidence)


# Gathering


def test_there_is_one_finding_for_each_target_in_the_order_of_the_first():
    gathered = aggregate([found("b"), found("a"), found("b")], 3, 1)
    assert [finding.target for finding in gathered] == ["b", "a"]
    assert all(finding.evidence == {"cases": 3, "undecided": 1} for finding in gathered)
    assert aggregate([], 0, 0) == []


@pytest.mark.parametrize(
    ("certificates", "kept"),
    [
        ([1e-8, 1e-9, 1e-7], "1"),
        ([1e-9, 1e-9], "0"),
        ([None, 1e-9], "1"),
        ([1e-9, None], "0"),
        ([None, None], "0"),
    ],
)
def test_the_finding_with_the_sharpest_certificate_is_kept(certificates, kept):
    findings = [
        found(message=str(number), **({} if sharp is None else {"certificate": sharp}))
        for number, sharp in enumerate(certificates)
    ]
    (finding,) = aggregate(findings, 3, 0)
    assert finding.message == kept


@pytest.mark.parametrize("error", ["ulps", "ulps_at_extremes"])
def test_the_largest_error_of_all_cases_is_told(error):
    findings = [
        found(**{error: 2.0, "certificate": 1e-9}),
        found(**{error: 5.0}),
        found(**{error: 3.0}),
        found("other"),
    ]
    (first, other) = aggregate(findings, 3, 0)
    assert first.evidence == {error: 5.0, "certificate": 1e-9, "cases": 3, "undecided": 0}
    assert error not in other.evidence


def test_what_is_gathered_is_left_as_it_is():
    finding = found(ulps=1.0)
    aggregate([finding, found(ulps=2.0)], 2, 0)
    assert finding.evidence == {"ulps": 1.0}


def test_a_certificate_is_a_number_for_each_target_that_has_one():
    findings = [found("a", certificate=np.float64(1e-9)), found("b"), found("a", certificate=1e-8)]
    certificate = certificate_of(findings)
    assert certificate == {"a": 1e-8}
    assert type(certificate["a"]) is float
    assert certificate_of([]) == {}


def test_where_nothing_ran_every_check_is_an_error_of_one_cause():
    report = nothing_ran("layer", "layer: no file", ["shapes", "gradient"], 3)
    assert (report.layer, report.verdict, report.seed, report.cases) == ("layer", "error", 3, 0)
    assert [(f.check, f.verdict, f.message) for f in report.findings] == [
        ("shapes", "error", "layer: no file"),
        ("gradient", "error", "layer: no file"),
    ]
    assert nothing_ran("layer", "no", [], 0).verdict == "fail"


# The certificate


class OffTanh(Tanh):
    """Off by a share of the largest entry, in one entry."""

    size, place = 0.0, 0

    def backward(self, dout):
        dx = super().backward(dout)
        dx.flat[self.place % dx.size] += self.size * np.abs(dx).max()
        return dx


class OffReal(OffTanh):
    """The same without the complex step."""

    def forward(self, x):
        self.y = np.tanh(np.real(x))
        return self.y


class OffAffine(Affine):
    size, place = 0.0, 0

    def backward(self, dout):
        dx = super().backward(dout)
        self.dW.flat[self.place] += self.size * np.abs(self.dW).max()
        return dx


def planted(cls, size, place):
    layer = cls()
    layer.size, layer.place = size, place
    return layer


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("cls", "target"), [(OffTanh, "dL_dx"), (OffReal, "dL_dx"), (OffAffine, "dL_dW")], ids=lambda v: str(v)
)
def test_twice_the_certificate_is_caught_in_every_entry(cls, target, seed):
    report = check_layer(cls(), checks=["gradient"], seed=seed)
    assert report.verdict == "pass"
    certificate = report.certificate[target]
    assert 1e-15 < certificate < 1e-10
    for place in range(6):
        layer = planted(cls, 2 * certificate, place)
        assert check_layer(layer, checks=["gradient"], seed=seed, shrink=False).verdict == "fail", place
        layer = planted(cls, 0.01 * certificate, place)
        assert check_layer(layer, checks=["gradient"], seed=seed, shrink=False).verdict == "pass", place


def test_only_the_gradient_check_certifies():
    assert check_layer(Tanh(), checks=["shapes", "state"]).certificate == {}
