"""How the diagnoses of plugins are found."""

import pytest

from ethan_check.subject import diagnosers


@pytest.fixture
def _kept():
    before = diagnosers._find
    yield
    diagnosers._find = before


@pytest.mark.usefixtures("_kept")
def test_they_are_looked_for_when_they_are_asked_for():
    asked = []
    diagnosers.offer_diagnosers(lambda: asked.append(1) or {"mine": print})
    assert asked == []
    assert diagnosers.installed_diagnosers() == {"mine": print}
