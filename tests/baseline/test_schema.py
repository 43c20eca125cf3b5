"""The text of a baseline, and what is read from anything else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseline.samples import entry
from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.schema import SCHEMA, as_text, entry_of, from_text
from ethan_check.baseline.store_error import StoreError

TEXT = as_text(entry())


def refusal(text):
    with pytest.raises(StoreError) as caught:
        from_text(text, "gradients/a.json")
    line = str(caught.value)
    assert line.startswith("gradients/a.json: ")
    assert "\n" not in line
    return line


def test_an_entry_comes_back_as_it_was():
    assert from_text(TEXT, "") == entry()
    assert entry_of(entry().to_json(), "") == entry()


def test_the_text_is_sorted_and_the_same_for_the_same_entry():
    shuffled = json.dumps(dict(reversed(json.loads(TEXT).items())))
    assert as_text(from_text(shuffled, "")) == TEXT
    assert TEXT.isascii()
    assert TEXT.endswith("}\n")


def test_a_newer_form_is_refused_in_one_line():
    newer = TEXT.replace(f'"ethan_baseline": {SCHEMA}', '"ethan_baseline": 7')
    assert refusal(newer) == (
        "gradients/a.json: has the form 7, and this version of Ethan reads up to 1: install a newer one"
    )
    for wrong in ("0", "true", '"1"', "null"):
        assert "expected a version" in refusal(
            TEXT.replace(f'"ethan_baseline": {SCHEMA}', f'"ethan_baseline": {wrong}')
        )


def test_the_marks_of_a_merge_are_recognised():
    merged = TEXT.replace(' "seed": 0', '<<<<<<< HEAD\n "seed": 0\n=======\n "seed": 1\n>>>>>>> theirs')
    assert "git merge conflict" in refusal(merged)


def test_something_else_is_named_as_such():
    assert "is no baseline of Ethan's" in refusal('{"name": "package"}')
    assert "is no baseline of Ethan's" in refusal("[1, 2]")
    assert "is not JSON" in refusal("")
    assert "is not JSON" in refusal("[" * 100_000)
    assert "is not JSON" in refusal(TEXT[: len(TEXT) // 2])
    assert "is not JSON" in refusal('{"ethan_baseline": 1, "ethan_baseline": 1}')


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"seed": 0', '"seed": -1', "seed is -1"),
        ('"seed": 0', '"seed": 1.5', "seed is 1.5"),
        ('"seed": 0', '"seed": NaN', "is not JSON"),
        ('"layer": "square.v1"', '"layer": 3', "layer is 3"),
        ('"memory": 96', '"memory": "96"', "cases.0 float64.memory is '96'"),
        ('"verdict": "pass"', '"verdict": null', "checks.gradient.verdict is None"),
        ('"shapes": "N d -> N d"', '"shapes": 3', None),
        ('"forward": 10', '"forwards": 10', "checks.gradient.forward is missing"),
        ('"rounding": 2.2e-16', '"rounding": -1', "cases.0 float64.values.dL_dX.rounding is -1"),
    ],
)
def test_what_cannot_be_is_named_by_its_path(old, new, where):
    assert old in TEXT
    if where is None:
        from_text(TEXT.replace(old, new), "")  # Contracts and provenance are shown as they are.
    else:
        assert where in refusal(TEXT.replace(old, new))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def paths(data, here=()):
    yield here
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from paths(value, (*here, key))


PATHS = list(paths(json.loads(TEXT)))


def right_or_refused(text):
    """A clear error, or an answer that can be written again."""
    found, message = None, ""
    try:
        found = from_text(text, "gradients/a.json")
    except StoreError as error:
        message = str(error)
    if found is None:
        assert message.startswith("gradients/a.json: ")
        assert "\n" not in message
    else:
        assert isinstance(found, LayerEntry)
        assert from_text(as_text(found), "") == found


@pytest.mark.newest_only
@settings(max_examples=2500, deadline=None)
@given(path=st.sampled_from(PATHS), value=JSON, removes=st.booleans())
def test_a_store_with_anything_in_any_place_is_read_or_refused(path, value, removes):
    data = json.loads(TEXT)
    if not path:
        data = value
    else:
        *way, last = path
        place = data
        for key in way:
            place = place[key]
        if removes:
            del place[last]
        else:
            place[last] = value
    right_or_refused(json.dumps(data))


@pytest.mark.newest_only
@settings(max_examples=2500, deadline=None)
@given(cut=st.integers(0, len(TEXT)), width=st.integers(0, 30), junk=st.text(max_size=8))
def test_a_store_with_damaged_text_is_read_or_refused(cut, width, junk):
    right_or_refused(TEXT[:cut] + junk + TEXT[cut + width :])
