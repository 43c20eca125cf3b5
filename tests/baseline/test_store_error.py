"""The error of a store."""

from ethan_check.baseline.store_error import StoreError


def test_it_is_its_line():
    assert str(StoreError("gradients: cannot be read")) == "gradients: cannot be read"
