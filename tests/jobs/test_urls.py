from __future__ import annotations

import base64

import pytest


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "https://api.example/orders?state=open",
        "http://redis:6379/",
        "http://127.0.0.1:9000/x",
        "http://169.254.169.254/",
        "http://[::1]:8080/",
        "http://bücher.example/größe",
        "http://api.example/a b",
    ],
)
def test_a_full_url_is_kept_as_it_is(read, url):
    """Which addresses may be called, the guard says at the call."""
    assert read(url=f" {url} ").url == url


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", "example.com", "//x", "http://", "http:///x"),
        *("ftp://x", "file:///etc/passwd", "javascript:alert(1)", "data:,x"),
        *("http://a\\@b/", "http://a#@b/", "http://a@b@c/", "http://①.example/"),
        *("http://h/\r\nX: 1", "http://h/\tx", "http://h/\x00", "http://ho st/"),
        *("http://h:0/", "http://h:99999/", "http://h:-1/", "http://h:80a/"),
        *("http://h/" + "x" * 10_000, "http://" + "a" * 64 + ".example/"),
        *(5, [], {}, True),
    ],
)
def test_anything_else_is_refused(refused, url):
    assert set(refused(url=url)) == {"url"}


def test_user_and_password_move_into_the_header_that_a_client_would_send(read):
    made = read(url="https://robot:corr%20ect%2Fhorse@api.example:8443/x?y=a@b")

    token = base64.b64encode(b"robot:corr ect/horse").decode()
    assert made.url == "https://api.example:8443/x?y=a@b"
    assert made.headers == {"Authorization": f"Basic {token}"}


@pytest.mark.parametrize(
    ("login", "raw"),
    [
        ("robot", b"robot:"),
        (":pw", b":pw"),
        ("a:b:c", b"a:b:c"),
        ("ro%3Abot:pw", b"ro:bot:pw"),
        ("%FF:%00", b"\xff:\x00"),
        ("zoë:мир", "zoë:мир".encode()),
    ],
)
def test_every_login_is_sent_to_the_byte(read, login, raw):
    made = read(url=f"http://{login}@api.example/")

    assert made.headers["Authorization"] == "Basic " + base64.b64encode(raw).decode()


def test_an_empty_login_is_cut_off_and_sends_nothing(read):
    made = read(url="http://@api.example/x")

    assert (made.url, made.headers) == ("http://api.example/x", {})


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_a_login_beside_an_authorization_header_is_refused(refused, name):
    sentences = refused(url="http://a:b@api.example/", headers={name: "Bearer x"})

    assert set(sentences) == {"url"}
    assert "Authorization" in sentences["url"]


def test_a_login_is_shown_in_no_refusal(refused):
    sentences = refused(url="http://robot:s3cret@api.example:0/x")

    assert "s3cret" not in str(sentences)
