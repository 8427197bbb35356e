from __future__ import annotations

import pytest

from accounts.api import strict_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        (
            '{"a": [1, 2.5, -1e3, true, null, "é\\n😀"]}',
            {"a": [1, 2.5, -1e3, True, None, "é\n😀"]},
        ),
        ('"\\ud83d\\ude00"', "😀"),
        (b'{"a": "\xc3\xa9"}', {"a": "é"}),
        (" \r\n\t1 ", 1),
        ("[" * 32 + "]" * 32, None),
    ],
)
def test_json_is_read(text, value):
    read = strict_json.read(text)

    assert value is None or read == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "line 1, column 1"),
        ("{", "line 1, column 2"),
        ('{\n "a": 1,\n}', "line 3, column 1"),
        ("[1, 2,]", "column"),
        ('{"a": 1} // why', "column 10"),
        ("{'a': 1}", "line 1, column 2"),
        ("{“a”: 1}", "line 1, column 2"),
        ('"a\nb"', "column"),
        ("\ufeff{}", "column 1"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\xff\xfe", "UTF-8: byte 1"),
        (b'{"a": "\xe9"}', "UTF-8: byte 8"),
        ("NaN", "NaN"),
        ('{"a": -Infinity}', "-Infinity"),
        ("1e999", "1e999 is too large"),
        ("1" * 5_000, "too large"),
        ('{"a": 1, "b": 2, "a": 3}', "“a” is given twice"),
        ('{"x": {"a": 1, "a": 1}}', "“a” is given twice"),
        ('{"a": "b\\u0000c"}', "U+0000 cannot be stored; it stands after “b”"),
        ('{"\\u0000": 1}', "U+0000"),
        ('["\\ud800"]', "U+D800"),
        ('["\\udc00\\ud800"]', "U+DC00"),
        ("[" * 33 + "]" * 33, "deeper than 32"),
        ('{"a":' * 33 + "1" + "}" * 33, "deeper than 32"),
        ("[" * 2_000 + "]" * 2_000, "deeper than 32"),
        ("[" * 100_000, "deeper than 32"),
        ("[" * 100_000 + "]" * 100_000, "deeper than 32"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, part):
    with pytest.raises(strict_json.JsonError) as refusal:
        strict_json.read(text)

    assert part in refusal.value.sentence
    assert len(refusal.value.sentence) < 200
    refusal.value.sentence.encode()


def test_many_doubled_keys_cost_no_more_than_one():
    text = "{" + ",".join(f'"k{n}": 0' for n in range(60_000)) + ', "k59999": 1}'

    with pytest.raises(strict_json.JsonError, match="“k59999”"):
        strict_json.read(text)
