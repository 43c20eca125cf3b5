"""A report in a notebook."""

from html.parser import HTMLParser

import numpy as np

from ethan_check import check_layer
from ethan_check.result import AccountEntry
from ethan_check.telling.notebook import as_html
from ethan_core.fn import Relu


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(html):
    parser = Balanced()
    parser.feed(html)
    assert not parser.open
    return parser.text


def test_message_and_account_are_there_and_escaped():
    html = as_html("fail", "a<b>: wrong\n  case: X (2, 3)", {"<W>": AccountEntry("wrong")})
    assert parsed(html) == "fail a<b>: wrong  case: X (2, 3)<W>wrong"
    assert "<W>" not in html


def test_a_report_shows_itself():
    report = check_layer(Relu(), (np.array([[0.5, -1.0]]),), checks=["gradient"])
    text = parsed(report._repr_html_())
    assert "pass" in text
    assert "would catch an error of" in text
    assert "judged, to" in text


def test_verdicts_differ_in_colour():
    shown = {verdict: as_html(verdict, "layer", {}) for verdict in ("pass", "inconclusive", "fail")}
    assert len({html.replace(verdict, "") for verdict, html in shown.items()}) == 3
