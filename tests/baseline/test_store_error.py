"""The error of a store."""

from ethan_check.baseline.store_error import StoreError, one_line


def test_it_is_its_line():
    assert str(StoreError("gradients: cannot be read")) == "gradients: cannot be read"


def test_it_is_one_line_whatever_it_quotes():
    assert str(StoreError("a\nb\x1b[31mc")) == "a b [31mc"
    assert one_line("Größe → 3") == "Größe → 3"
