"""Layers and checks as the template shows them."""

from ethan_check.reports.page.views import CheckView, LayerView
from reports.runs import broken_off, failing, passing, unjudged


def view(layer):
    return LayerView("layer-1", layer, tuple(CheckView(check, ()) for check in layer.checks), True)


def test_a_layer_is_headed_by_the_first_check_that_needs_somebody():
    assert view(failing()).headline == "dL_dX is 1/2 of the derivative, in every entry (batch size 2)"
    assert view(passing()).headline == ""


def test_a_trace_is_text():
    (check, _) = view(failing()).checks
    assert check.trace == "check gradient\n  directional test (difference 0.5)"


def test_what_is_known_is_shown_and_what_is_not_is_left():
    assert list(view(failing()).places) == ["backward", "layer"]
    assert view(broken_off()).places == {}
    assert view(broken_off()).certificate is None
    assert view(passing()).counts == "2 pass, 1 not applicable"
    assert view(unjudged()).remarks == ["less accurate"]
    assert view(broken_off()).remarks == ["ended its process"]
    assert view(unjudged()).baseline[0][:3] == ("less accurate", "dL_dX, case 0, float64", "0.5")
