"""Names of files for any name of a layer."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ethan_check.baseline.file_names import SUFFIX, file_name, layer_name

SAFE = re.compile(r"[a-zA-Z0-9_%-][a-zA-Z0-9_.%-]*\.json")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_every_name_has_a_safe_file_and_comes_back(layer):
    name = file_name(layer)
    assert SAFE.fullmatch(name)
    assert layer_name(name) == layer


@given(st.text("abAB.é", min_size=1, max_size=6), st.text("abAB.é", min_size=1, max_size=6))
def test_two_layers_have_two_files_where_capitals_are_not_told_apart(one, other):
    assert (file_name(one).lower() == file_name(other).lower()) is (one == other)


def test_devices_of_windows_are_no_names():
    for word in ("con", "nul", "com1", "lpt9"):
        assert file_name(f"{word}.v1").startswith("%")
    assert file_name("convolution.v1") == "convolution.v1" + SUFFIX
