"""What a run found out, as plain data: frozen, JSON-native, and ignorant of who reads it."""

from ethan_check.result.account_entry import AccountEntry
from ethan_check.result.cut_short import CutShort
from ethan_check.result.finding import Finding, Json, Verdict, worst
from ethan_check.result.report import Report

__all__ = ["AccountEntry", "CutShort", "Finding", "Json", "Report", "Verdict", "worst"]
