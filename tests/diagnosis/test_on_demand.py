"""Explanations are found where somebody reads them."""

import numpy as np
import pytest

from diagnosis.stated import wrong_of
from ethan_check.diagnosis import diagnose
from ethan_check.diagnosis.on_demand import are_explanations_wanted, without_explanations


def test_nothing_is_explained_while_nobody_reads_it():
    wrong = wrong_of(np.eye(4), -np.eye(4), (4,))
    with without_explanations():
        assert diagnose(*wrong) == []
    assert "dL_dX has the wrong sign" in diagnose(*wrong)


def test_it_is_as_before_after_an_error():
    with pytest.raises(ValueError, match="mine"), without_explanations():
        raise ValueError("mine")
    assert are_explanations_wanted()
