from __future__ import annotations

import time
from pathlib import Path

import pytest

from runs.definitions import header_text
from runs.exceptions import RequestError


@pytest.mark.parametrize("nothing", ["", "  \n", "{}", " { } ", {}, None])
def test_empty_is_no_headers(read, nothing):
    assert read(headers=nothing).headers == {}


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ('{"accept": "application/json"}', {"accept": "application/json"}),
        # As in Turm's document.
        (
            "{'accept': 'application/json', 'x-custom-header': 'value'}",
            {"accept": "application/json", "x-custom-header": "value"},
        ),
        ("{'a': \"it's\", }", {"a": "it's"}),
        ('{"a": "\\u00e9"}', {"a": "é"}),
        ("{'a': 'b' 'c'}", {"a": "bc"}),
        ('\n{\n  "a": "b"\n}\n', {"a": "b"}),
        ({"a": "b"}, {"a": "b"}),
    ],
)
def test_json_and_the_dict_of_python_are_read(read, given, headers):
    assert read(headers=given).headers == headers


@pytest.mark.parametrize(
    "given",
    [
        *("[]", '"x"', "null", "1", "true", "NaN", "{", "}", "a: b", "accept"),
        *(
            '{"a":1}',
            '{"a":["b"]}',
            '{"a":null}',
            "{'a': 1}",
            "{'a': None}",
            "{1: 'b'}",
        ),
        *("{'a'}", "('a', 'b')", "{'a': b'x'}", "{**{}}", "{'a': f'{1}'}", "{a: 'b'}"),
        *('{"a": "b"} x', "{'a': 'b'", "\x00", "\ud800", "{'a': '\x00'}", "# comment"),
        *([], 5, True, {"a": 1}, {1: "a"}, {"a": None}, {"a": ["b"]}, [["a", "b"]]),
        *("{'accecpt' : 'application/json' , {'x-header-bla' : 'muh'}",),
    ],
)
def test_anything_else_is_refused(refused, given):
    assert set(refused(headers=given)) == {"headers"}


@pytest.mark.parametrize(
    "code",
    [
        "__import__('pathlib').Path({!r}).touch()",
        "{{'a': __import__('os').system('touch {}')}}",
        "{{'a': open({!r}, 'w')}}",
        "[p for p in [__import__('pathlib').Path({!r}).touch()]]",
        "exec({!r})",
        "{{'a': str.format('{{0}}', {!r})}}",
    ],
)
def test_code_is_never_run(refused, tmp_path, code):
    canary = Path(tmp_path / "touched")

    refused(headers=code.format(str(canary)))

    assert not canary.exists()


@pytest.mark.parametrize(
    "given", ['{"a": "1", "a": "2"}', "{'a': '1', 'a': '2'}", {"A": "1", "a": "2"}]
)
def test_a_header_given_twice_is_refused(refused, given):
    assert "twice" in refused(headers=given)["headers"]


@pytest.mark.parametrize(
    "given", ["{“accept”: “application/json”}", "{„a“: „b“}", "{‘a’: ‘b’}"]
)
def test_curly_quotes_are_named(refused, given):
    assert "straight" in refused(headers=given)["headers"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"retries": 5}, "retries"),
        ({"X-A": "a\r\nX-B: b"}, "X-A"),
        ({"X A": "b"}, "X A"),
        ({"Host": "h"}, "Host"),
        ({"Content-Length": "5"}, "Content-Length"),
        ({"Idempotency-Key": "k"}, "Idempotency-Key"),
        ({"x-attempt": "1"}, "x-attempt"),
        ({"X": "日本"}, "X"),
    ],
)
def test_a_header_that_cannot_be_sent_is_named(refused, given, named):
    assert named in refused(headers=given)["headers"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 65_000,
        "{" * 65_000,
        "(" * 65_000,
        "-" * 65_000 + "1",
        "{'a':" * 13_000,
        "9" * 65_000,
        "{'a': " + "9" * 60_000 + "}",
        '{"a": ' + "9" * 60_000 + "}",
        "'" * 65_000,
        '"' * 65_000,
        "\\" * 65_000,
        " " * 65_537,
        "{" + "'a': 'b', " * 6_000 + "}",
        "x" * 1_000_000,
    ],
    ids=lambda text: f"{text[:8]}… {len(text)}",
)
def test_no_text_brings_the_reader_down(text):
    begun = time.process_time()

    try:
        header_text.read(text)
    except RequestError as refusal:
        assert refusal.field == "headers"  # noqa: PT017 - blanks alone are none

    assert time.process_time() - begun < 0.5
