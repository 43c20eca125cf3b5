"""Results as one page of HTML, for a person who was not there; it needs the extra `report`.

The page holds all that it shows: no script, no font and no picture is fetched, and its own policy forbids it.
Whatever comes from a run is escaped by the template, or drawn by matplotlib, which escapes it too.
Libraries of the extra are imported where they are used, so that the modules can be read without them.
"""

from ethan_check.reports.page.page import render

__all__ = ["render"]
