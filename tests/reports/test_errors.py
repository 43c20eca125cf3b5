"""The error of reports."""

from ethan_check.reports.errors import ReportError
from ethan_core.errors import EthanError


def test_it_is_one_of_ethans():
    assert issubclass(ReportError, EthanError)
