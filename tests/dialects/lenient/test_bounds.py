"""Nothing that a stranger sends takes long, goes deep, or cannot be kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialects import lenient

SIGNS = [*"{}[]\",:'“”‘’\\#n t0-1.e\n=+<>a", '"a":', "True", "\\u00", "{'a': "]


def refusal(raw):
    """Why it is not read, in words; "." where it is."""
    try:
        lenient.read(raw)
    except lenient.LenientError as refused:
        return refused.sentence
    return "."


def test_a_body_has_a_largest_size():
    with pytest.raises(lenient.LenientError, match="larger than"):
        lenient.read(b" " * (lenient.LARGEST + 1))


def test_only_strict_json_may_be_long():
    strict = b'{"a": "' + b"x" * lenient.LARGEST_MENDED + b'"}'

    assert len(lenient.read(strict)["a"]) == lenient.LARGEST_MENDED
    with pytest.raises(lenient.LenientError, match="strict JSON"):
        lenient.read(strict.replace(b"}", b",}"))


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("slip", ["", ","])
def test_it_has_a_deepest_level(opening, closing, slip):
    def nested(levels):
        inner = "1" if opening == "[" else '{"a": 1}'
        depth = levels if opening == "[" else levels - 1
        return (opening * depth + inner + slip + closing * depth).encode()

    lenient.read(nested(lenient.DEEPEST))
    with pytest.raises(lenient.LenientError):
        lenient.read(nested(lenient.DEEPEST + 1))
    with pytest.raises(lenient.LenientError):
        lenient.read(nested(30_000))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{"\\u0000": 1}',
        "{'a': '\\x00'}",
        "a=%00",
        '{"a": 1e999}',
        '{"a": -1e999,}',
        '{"a": ' + "9" * 5_000 + "}",
        "&".join(f"a{n}=1" for n in range(lenient.MOST_FIELDS + 1)),
        "a=%ff",
    ],
)
def test_what_no_column_can_keep_is_refused(text):
    with pytest.raises(lenient.LenientError):
        lenient.read(text.encode())


@pytest.mark.parametrize(
    "unit",
    [
        *("“a” ", '"a" ', '{"a":', "[", '"', "'", "\\", "“", ",", " ", "{", "a:", "-"),
        *('{"a":"b" ', '{"a": "b"x"c" ', '("', '"a":"b\\"', '"a" : b c d, ', '"\n'),
        *('"     x', "a ", "0:00", '"a",\n', "é", "lambda:", "not ", "(", "'''"),
    ],
)
def test_no_text_of_the_largest_size_takes_a_second(unit):
    times = lenient.LARGEST_MENDED // len(unit.encode()) - 1
    began = time.process_time()
    refusal(("{" + unit * times + "}").encode())
    assert time.process_time() - began < 1


@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_every_text_is_read_or_refused_in_words(text):
    assert refusal(text.encode()).endswith(".")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_so_are_all_bytes(raw):
    assert refusal(raw).endswith(".")
