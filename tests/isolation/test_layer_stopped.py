"""What a stopped layer is called in a table."""

import pytest

from ethan_check.isolation.layer_stopped import LayerStopped


@pytest.mark.parametrize(("is_late", "remark"), [(True, "did not return"), (False, "ended its process")])
def test_the_remark(is_late, remark):
    stopped = LayerStopped("how and where", is_late=is_late)
    assert (str(stopped), stopped.remark) == ("how and where", remark)
