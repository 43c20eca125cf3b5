"""Which pictures a check and a run have."""

import pytest

from ethan_check.reports.page.pictures import overviews, pictures_of
from reports.runs import failing, passing, results

pytestmark = pytest.mark.filterwarnings("ignore")  # As around the whole page.
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("jinja2", reason="the extra report is not installed")


@pytest.mark.parametrize("most", [-1, 0, 1, 2, 5])
def test_a_check_has_no_more_pictures_than_there_is_room_for(most):
    assert len(pictures_of(failing().checks[0], most)) == min(max(most, 0), 2)


def test_a_run_has_the_pictures_that_it_has_numbers_for():
    assert len(overviews(results(passing()))) == 2
    assert overviews(results(failing())) == ()
