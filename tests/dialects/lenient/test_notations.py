"""What a body may be written in: strict JSON, spoilt JSON, a Python literal, a form."""

from __future__ import annotations

import pytest

from dialects import lenient
from tests.dialects.conftest import payload


def read(text, content_type=""):
    return lenient.read(text.encode(), content_type)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            '{"a": 1, "b": [true, null, 1.5, "x"]}',
            {"a": 1, "b": [True, None, 1.5, "x"]},
        ),
        ('{"q": "He said “hi”, twice"}', {"q": "He said “hi”, twice"}),
        ('{"a": "\\u00e9\\ud83d\\ude00\\/"}', {"a": "é😀/"}),
        ("[]", []),
        ('"text"', "text"),
        ("5", 5),
        ("", {}),
        (" \r\n ", {}),
        ('\ufeff{"a": 1}', {"a": 1}),
    ],
)
def test_strict_json_is_taken_to_the_letter(text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Quotes of word processors and of Python.
        ("{“a”: “b”}", {"a": "b"}),
        ('{“a”: "b”, „c‟: “d"}', {"a": "b", "c": "d"}),
        ("{‘a’: ‘b’}", {"a": "b"}),
        ("{'a': 'b'}", {"a": "b"}),
        ("{'a': \"it's\"}", {"a": "it's"}),
        ("{'a': 'it's'}", {"a": "it's"}),
        ("{'a': 'it\\'s'}", {"a": "it's"}),
        ("{“a”: “say “x” now”, “b”: 2}", {"a": "say “x” now", "b": 2}),
        ("{'a': 'say \"x\" now'}", {"a": 'say "x" now'}),
        # Commas: one too many, none at a line's end, one that slipped inside.
        ('{"Status": 8,}', {"Status": 8}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ('{,"a": 1,,}', {"a": 1}),
        ('{"a": "b"\n"c": "d"}', {"a": "b", "c": "d"}),
        ("{“a”: “N,”\n“b”: “1”}", {"a": "N", "b": "1"}),
        ("{“a”: “N,” “b”: “1”}", {"a": "N", "b": "1"}),
        ('{"a": "one, two", "b": "x,",}', {"a": "one, two", "b": "x,"}),
        # What stands without quotes.
        ("{a: 1, b-c: two}", {"a": 1, "b-c": "two"}),
        ("{a: True, b: None, c: FALSE}", {"a": True, "b": None, "c": False}),
        ("{a: -1.5e3, b: +2, c: 1.2.3}", {"a": -1500.0, "b": 2, "c": "1.2.3"}),
        ("{at: 2023-03-04 12:00:00}", {"at": "2023-03-04 12:00:00"}),
        # As PHP prints an array.
        ('[ "status": 1, "b": "x" ]', {"status": 1, "b": "x"}),
        # Escapes, in a body that needed mending.
        ('{"a": "x\\/y\\n\\u00e9\\ud83d\\ude00\\"",}', {"a": 'x/y\né😀"'}),
        ("{'a': '\\x41\\q'}", {"a": "Aq"}),
    ],
)
def test_slips_are_mended(text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{'a': ('x', 'y')}", {"a": ["x", "y"]}),
        ("{'a': b'x'[0:0]}", None),
        ("{'a': r'\\d'}", {"a": "\\d"}),
        ("{1: 2}", {"1": 2}),
        ("{'a': b'x'}", None),
        ("{'a': {1, 2}}", None),
        ('{"a"}', None),
        ("{'a': open('x')}", None),
        ("{'a': [x for x in (1, 2)]}", None),
        ("__import__('os').system('true')", None),
    ],
)
def test_a_python_literal_is_read_and_never_run(text, value):
    if value is not None:
        assert read(text) == value
        return
    with pytest.raises(lenient.LenientError):
        read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=1&b=x+y&c=%C3%A9&d=", {"a": "1", "b": "x y", "c": "é", "d": ""}),
        ("a=1&a=2", {"a": "2"}),
        ("a={&b=}", {"a": "{", "b": "}"}),
    ],
)
def test_a_form_is_texts(text, value):
    assert read(text, "application/x-www-form-urlencoded") == value
    assert read(text) == value


def test_json_under_the_type_of_a_form_is_json():
    """As `curl -d` sends it."""
    assert read('{"a": 1}', "application/x-www-form-urlencoded") == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        # Half an object is never made whole: the rest of it is on its way, or lost.
        '{"name": "abc',
        '{"name": "abc"',
        '{"a": [1, 2}',
        "[1, 2",
        '{"a": {"b": 1}',
        # Two are not one, and what lies between them belongs to nobody.
        '{"a": 1}{"b": 2}',
        '{"a": 1} and more',
        # Neither key nor value.
        '{"a" 1}',
        '{"a": , "b": 1}',
        '{"a": 1, 2}',
        "[1, 'a': 2]",
        "{1 2: 3 4, : 5}",
        "hello",
        "{'accecpt' : 'application/json' , {'x-header-bla' : 'muh'}",
        "<xml/>",
        "--boundary",
    ],
)
def test_what_cannot_be_sure_is_refused_with_its_place(text):
    with pytest.raises(lenient.LenientError) as refused:
        read(text)
    assert "line 1, column " in refused.value.sentence


def test_the_place_is_counted_in_lines_and_columns():
    with pytest.raises(lenient.LenientError, match="line 3, column 7"):
        read('{"a": 1,\n "b": 2,\n "c": }')


def test_the_last_of_two_keys_counts():
    assert read('{"a": 1, "a": 2}') == {"a": 2}
    assert read("{'a': 1, 'a': 2,}") == {"a": 2}


def test_the_robusta_documents_own_body():
    assert dict(lenient.read_body(payload("robusta/start.request.txt"))) == {
        "values": {"username": "User Surname"},
        "quartzDef": "0 6 6 ? * FR",
        "startDate": "2020-11-16 16:56:00",
        "endDate": "2020-11-18 16:55:00",
        "runOnce": "N",
        "run immediately": "N",
        "retryCount": "1",
        "name": "OneStepNotepadRunner",
    }


def test_the_documents_body_on_one_line_is_the_same():
    raw = payload("robusta/start.request.txt")

    assert dict(lenient.read_body(raw.replace(b"\n", b" "))) == dict(
        lenient.read_body(raw)
    )


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Kullanıcı Adı", "utf-8"),
        ("Kullanıcı Adı", "windows-1254"),
        ("Kullanıcı Adı", "ISO-8859-9"),
        ("Имя", "windows-1251"),
        ("Имя", "koi8-r"),
        ("Имя", "UTF-16"),
    ],
)
def test_the_character_set_that_is_named_is_read(text, charset):
    raw = f'{{"name": "{text}"}}'.encode(charset)

    assert lenient.read(raw, f"application/json; charset={charset}") == {"name": text}


@pytest.mark.parametrize(
    "content_type", ["", "application/json; charset=rot13", "text/plain; charset=idna"]
)
def test_what_is_no_utf_8_and_says_nothing_is_refused(content_type):
    with pytest.raises(lenient.LenientError, match="UTF-8"):
        lenient.read(b'{"name": "\xff"}', content_type)


def test_a_body_of_something_else_than_fields_is_no_body_of_fields():
    for text in ("[]", "5", '"a"', "null"):
        with pytest.raises(lenient.LenientError, match="object"):
            lenient.read_body(text.encode())
