from __future__ import annotations

import base64
import json
import math
import time

import pytest

from accounts import vault
from runs import exchange
from runs.choices import BodyEncoding
from tests.conftest import answered, unanswered

SECRET = "Bearer c0rrect-h0rse"


def kept(body, content_type="text/plain", *, secrets=(), truncated=False):
    """What is kept of an answer with this body: the text, and how it is encoded."""
    outcome = answered(
        body=body, headers=(("Content-Type", content_type),), truncated=truncated
    )
    columns = exchange.response_columns(outcome, secrets)
    return columns["response_body"], columns["response_encoding"]


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"", "", ""),
        (b"plain", "", "plain"),
        ("Zoë, мир, 😀".encode(), "", "Zoë, мир, 😀"),
        ("Zoë".encode(), "text/plain; charset=utf-8", "Zoë"),
        ("Zoë".encode("latin-1"), "text/html; charset=ISO-8859-1", "Zoë"),
        ("мир".encode("cp1251"), 'text/html; charset="windows-1251"', "мир"),
        ("日本".encode("shift_jis"), "text/html;charset='shift_jis'", "日本"),
        ("Zoë".encode("utf-16"), "text/plain; Charset=UTF-16", "Zoë"),
        ("Zoë".encode(), "text/plain; charset=", "Zoë"),
        (b"a\tb\r\nc", "", "a\tb\r\nc"),
    ],
)
def test_text_is_kept_as_text_in_its_own_charset(body, content_type, text):
    assert kept(body, content_type) == (text, BodyEncoding.TEXT)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x01", "image/png"),
        (b"\xff\xfe\xfd", "application/octet-stream"),
        (b"a\x00b", "text/plain"),
        ("Zoë".encode("latin-1"), "text/plain; charset=utf-8"),
    ],
)
def test_what_is_no_text_is_kept_as_base64(body, content_type):
    text, encoding = kept(body, content_type)

    assert encoding == BodyEncoding.BASE64
    assert base64.b64decode(text) == body


@pytest.mark.parametrize(
    "charset",
    [
        *("klingon", "zlib", "rot13", "hex", "undefined", "idna", "punycode"),
        *("unicode_escape", "utf-7", "ключ", "iso-8859-12", "cp9999", "x" * 9_999),
    ],
)
def test_a_charset_that_is_none_of_the_webs_is_read_as_utf8(charset):
    body = "Zoë \\ud800 +2AA-"

    assert kept(body.encode(), f"text/plain; charset={charset}") == (
        body,
        BodyEncoding.TEXT,
    )


@pytest.mark.parametrize(
    ("codec", "cut"), [("utf-8", 1), ("utf-8", 2), ("utf-8", 3), ("utf-16-le", 1)]
)
def test_a_last_character_that_the_cap_has_split_is_left_out(codec, cut):
    body = "мир😀".encode(codec)[:-cut]

    text, encoding = kept(body, f"text/plain; charset={codec}", truncated=True)

    assert encoding == BodyEncoding.TEXT
    assert text.startswith("мир")
    assert "\ufffd" not in text


def test_a_cut_text_is_read_in_its_own_charset():
    body = "日本語".encode("shift_jis")[:-1]

    text, encoding = kept(body, "text/plain; charset=shift_jis", truncated=True)

    assert (text, encoding) == ("日本", BodyEncoding.TEXT)


def test_a_broken_last_character_that_nobody_cut_makes_it_no_text():
    assert kept("мир".encode()[:-1])[1] == BodyEncoding.BASE64


def test_a_broken_character_before_the_cut_makes_it_no_text():
    assert kept(b"\xffmore than four", truncated=True)[1] == BodyEncoding.BASE64


@pytest.mark.parametrize(
    "echo",
    [SECRET, "c0rrect-h0rse", base64.b64encode(b"c0rrect-h0rse").decode()],
)
def test_a_secret_in_the_body_is_masked(echo):
    text, _encoding = kept(f"<{echo}>".encode(), secrets=[SECRET])

    assert text.startswith(f"<{vault.MASK}")
    assert echo.rstrip("=") not in text


def test_a_secret_is_masked_before_the_text_is_judged():
    text, _encoding = kept(
        "grüß".encode("latin-1"), "text/plain; charset=latin-1", secrets=["grüß"]
    )

    assert text == vault.MASK


def test_half_a_secret_at_the_cap_is_masked():
    text, _encoding = kept(b"it says Bearer c0rr", secrets=[SECRET], truncated=True)

    assert text == f"it says {vault.MASK}"


def test_a_secret_in_bytes_is_masked():
    text, _encoding = kept(b"\xff\x00c0rrect-h0rse\x01", secrets=[SECRET])

    assert base64.b64decode(text) == b"\xff\x00" + b"*" * 13 + b"\x01"


def test_a_secret_in_a_header_is_masked():
    outcome = answered(headers=(("X-Echo", SECRET), ("X-Other", "c0rrect-h0rse!")))

    columns = exchange.response_columns(outcome, [SECRET])

    assert columns["response_headers"] == [
        ["X-Echo", vault.MASK],
        ["X-Other", f"{vault.MASK}!"],
    ]


def test_status_duration_and_cut_are_kept():
    outcome = answered(418, b"x", truncated=True, duration_ms=12)

    columns = exchange.response_columns(outcome, [])

    assert columns["response_status"] == 418
    assert columns["response_truncated"] is True
    assert columns["duration_ms"] == 12


def test_where_nothing_answered_there_is_no_status():
    outcome = unanswered("The server did not answer.", "timeout")

    columns = exchange.response_columns(outcome, [])

    assert columns["response_status"] is None
    assert columns["response_body"] == ""
    assert columns["duration_ms"] == 5


def test_where_nothing_was_sent_all_is_empty():
    columns = exchange.response_columns(None, [])

    assert columns == {
        "response_status": None,
        "response_headers": [],
        "response_body": "",
        "response_encoding": BodyEncoding.TEXT,
        "response_truncated": False,
        "duration_ms": None,
    }


def deep(depth):
    value: object = "end"
    for _ in range(depth):
        value = [value]
    return value


UNSTORABLE = [
    ("a\x00b", "a\ufffdb"),
    ("\ud800", "\ufffd"),
    ("fine 😀 \u2028", "fine 😀 \u2028"),
    ({"a\x00": ["\x00", 1, None, True]}, {"a\ufffd": ["\ufffd", 1, None, True]}),
    (("a", ["\x00"]), ["a", ["\ufffd"]]),
    (math.nan, None),
    ({"a": [math.inf, -math.inf, 1.5]}, {"a": [None, None, 1.5]}),
    (10**30, 10**30),
]


@pytest.mark.parametrize(("value", "kept_as"), UNSTORABLE)
def test_what_no_column_takes_is_replaced(value, kept_as):
    assert exchange.storable(value) == kept_as


@pytest.mark.parametrize("value", [value for value, _kept in UNSTORABLE])
def test_what_is_storable_is_stored(account, value):
    """On the database at hand; the suite runs on both."""
    from runs.models import ProcessVersion
    from workflows import actions

    version = actions.create(account, {"name": "W"}).current_version
    assert version
    ProcessVersion.objects.filter(pk=version.pk).update(
        plan={"value": exchange.storable(value)}
    )

    version.refresh_from_db()
    assert version.plan == {"value": exchange.storable(value)}


@pytest.mark.parametrize("depth", [99, 101, 900, 50_000])
def test_what_is_nested_too_deeply_is_cut_and_stored(account, depth):
    from runs.models import ProcessVersion
    from workflows import actions

    version = actions.create(account, {"name": "W"}).current_version
    assert version
    plan = exchange.storable({"value": deep(depth)})
    ProcessVersion.objects.filter(pk=version.pk).update(plan=plan)

    version.refresh_from_db()
    assert ("end" in json.dumps(version.plan)) == (depth < 100)


def test_a_large_answer_is_made_ready_in_little_time():
    outcome = answered(
        body=b"x" * 262_144,
        headers=tuple((f"X-{n}", "v" * 100) for n in range(100)),
        truncated=True,
    )
    begun = time.process_time()

    exchange.response_columns(outcome, [SECRET, "Basic dTpw", "k=v; l=w"])

    assert time.process_time() - begun < 0.2
