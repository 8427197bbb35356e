"""What cannot be sent is an outcome with a sentence, and nothing leaves."""

from __future__ import annotations

import contextlib
import urllib.parse

import pytest
import urllib3.exceptions
import urllib3.util
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.calls import target
from runs.calls.failures import Failure
from tests.runs.calls.conftest import ask

BLANK = "it holds a blank, a backslash or a control character"
USER = "it holds a user name, which belongs into a secret"
SCHEME = "it does not begin with http:// or https://"
NO_HOST = "it names no host"
UNREADABLE = "its host or port cannot be read"

URLS = [
    *((url, SCHEME) for url in ("", "example.com", "//x", "/path", "http:/x", "http:")),
    *((url, SCHEME) for url in ("ftp://x", "file:///etc/passwd", "gopher://x/")),
    *((url, SCHEME) for url in ("javascript:alert(1)", "data:,x", "http+unix://x/")),
    *((url, NO_HOST) for url in ("http://", "http:///x", "http://?x", "http://::1/")),
    *((url, USER) for url in ("http://user:pw@host/", "http://a@b@c/", "http://@b/")),
    *((url, USER) for url in ("http://a#@b/", "http://a:80#x@b")),
    *((url, BLANK) for url in ("http://a\\@b/", "http://host/\r\nX: 1", "http://h/\t")),
    *((url, BLANK) for url in ("http://h\0st/", "http://ho st/", " http://host/")),
    *((url, BLANK) for url in ("http://host/a b", "http://h/\x7f", "http://h/\x85")),
    *((url, BLANK) for url in ("http://h/\u2028", "http://h/\ud800", "http://h/\xa0")),
    *((url, UNREADABLE) for url in ("http://h:80a/", "http://h:-1/", "http://h:8:9/")),
    *((url, UNREADABLE) for url in ("http://[::1/", "http://h:123456/")),
    *((url, UNREADABLE) for url in ("http://[fe80::1%25eth0]/", "http://[x]/")),
    ("http://host:0/", "0 is no port"),
    ("http://host:99999/", "99999 is no port"),
    ("http://[::1::2]/", "[::1::2] is no IPv6 address"),
    ("http://[127.0.0.1]/", "[127.0.0.1] is no IPv6 address"),
    ("http://a..b/", "a..b is no name of a host"),
    ("http://.a/", ".a is no name of a host"),
    ("http://a%2eb/", "a%2eb is no name of a host"),
    ("http://127。0。0。1/", "127。0。0。1 is no name of a host"),
    ("http://①②⑦.⓪.⓪.①/", "①②⑦.⓪.⓪.① is no name of a host"),
    ("http://" + "a" * 64 + "/", "a" * 64 + " is no name of a host"),
    ("http://" + "a." * 130 + "b/", "a." * 40 + " is no name of a host"),
    ("http://host/" + "x" * 8_192, "it is longer than 8192 characters"),
]

HEADERS = [
    *(
        (("X-A", value), "The header X-A holds a line end or a control character.")
        for value in ("a\rb", "a\nb", "a\r\nX: y", "a\0", "a\x7f", "a\x85", "\x1b[31m")
    ),
    *(
        ((name, "v"), "is no name of a header.")
        for name in ("", "X A", "X:", "Ümlaut", "X\r\nY", "X\0", "(x)", " X", "X\n")
    ),
    *(
        ((name, "v"), f"The header {name} is set by the clock itself.")
        for name in (
            *("Host", "CONTENT-LENGTH", "Transfer-Encoding", "Connection", "upgrade"),
            *("Expect", "TE", "Trailer", "Keep-Alive", "Proxy-Connection"),
        )
    ),
    (("X-A", "日本"), "The header X-A holds letters outside Latin-1."),
    (("X-A", "a\u2028b"), "The header X-A holds letters outside Latin-1."),
    (("X-A", "x" * 16_385), "The header X-A is longer than 16384 characters."),
]


def assert_refused(outcome, sentence):
    assert sentence in outcome.error
    assert (outcome.reason, outcome.status, outcome.sent) == ("invalid", None, False)


@pytest.mark.parametrize(("url", "why"), URLS)
def test_a_url_that_cannot_be_called_is_said(packets, url, why):
    assert_refused(ask(url), f"The URL cannot be called: {why}.")
    assert packets == []


@pytest.mark.parametrize(("header", "sentence"), HEADERS)
def test_a_header_that_cannot_be_sent_is_said(packets, header, sentence):
    assert_refused(ask("http://127.0.0.1:1/", headers=(header,)), sentence)
    assert packets == []


def test_a_header_given_twice_is_said(packets):
    headers = (("Accept", "a"), ("accept", "b"))
    outcome = ask("http://127.0.0.1:1/", headers=headers)
    assert_refused(outcome, "The header accept is given twice.")


def test_too_many_headers_are_said(packets):
    headers = tuple((f"X-{number}", "v") for number in range(101))
    outcome = ask("http://127.0.0.1:1/", headers=headers)
    assert_refused(outcome, "There are more than 100 headers.")


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "FOO BAR", "get", "", "GET\r\n"]
)
def test_a_method_that_cannot_be_called_is_said(packets, method):
    assert_refused(ask("http://127.0.0.1:1/", method=method), "is no method")
    assert packets == []


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("HTTP://EXAMPLE.com", ("http", "example.com", 80, "/")),
        ("https://a.example:8443?q", ("https", "a.example", 8443, "/?q")),
        ("http://redis:6379/", ("http", "redis", 6379, "/")),
        ("http://my_host.:/x", ("http", "my_host.", 80, "/x")),
        ("http://[2001:DB8::0:1]/", ("http", "2001:db8::1", 80, "/")),
        (
            "https://bücher.example/ä",
            ("https", "xn--bcher-kva.example", 443, "/%C3%A4"),
        ),
        ("http://h/@x?a@b#@", ("http", "h", 80, "/@x?a@b")),
        ("http://h/%zz{}|^`\"<>'", ("http", "h", 80, "/%zz{}|^`\"<>'")),
    ],
)
def test_a_url_is_read(url, read):
    found = target.parse(url)
    assert (*found.origin, found.path) == read


PARTS = st.sampled_from(
    [
        *(
            "http:",
            "HTTPS:",
            "ftp:",
            "/",
            "//",
            "\\",
            "@",
            ":",
            "#",
            "?",
            "[",
            "]",
            ".",
        ),
        *(
            "a",
            "b.example",
            "127.0.0.1",
            "::1",
            "80",
            "0",
            "%40",
            "%2f",
            "ß",
            "。",
            " ",
        ),
        *("\t", "\r\n", "\0", "user:pw", "..", ";", "&", "xn--", "_", "-"),
    ]
)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=12).map(lambda parts: "http://" + "".join(parts)))
def test_readers_agree_about_the_host_or_we_refuse(url):
    try:
        ours = target.parse(url)
    except Failure:
        return
    python = urllib.parse.urlsplit(url)
    assert (python.scheme, python.port or 80) == ("http", ours.port)
    assert python.username is None
    if not url.isascii():
        return
    assert (python.hostname or "").rstrip(".") == ours.host.rstrip(".")
    theirs = urllib3.util.parse_url(url)
    assert (theirs.host or "").strip("[]").rstrip(".") == ours.host.rstrip(".")
    assert theirs.auth is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text):
    for url in (text, f"http://{text}", f"https://host/{text}"):
        with contextlib.suppress(Failure):
            target.parse(url)
