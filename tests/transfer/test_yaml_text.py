from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from scheduler_project.transfer import yaml_text

TEXTS = some.text(
    some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30
)
PLAIN = (
    some.none()
    | some.booleans()
    | some.integers(-(10**30), 10**30)
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | some.sampled_from(["yes", "0E0", "1_000", "=", "<<", "012", "1:30", ".inf", "~"])
)
VALUES = some.recursive(
    PLAIN,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_what_is_written_is_read_again_and_written_alike(value):
    text = yaml_text.write(value)

    found = yaml_text.read(text)

    assert found == value
    assert type(found) is type(value)
    assert yaml_text.write(found) == text


def test_lines_stay_lines():
    assert yaml_text.write({"a": "one\ntwo\n"}) == "a: |\n  one\n  two\n"
