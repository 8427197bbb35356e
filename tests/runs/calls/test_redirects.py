from __future__ import annotations

import pytest

from runs import egress
from tests.runs.calls.conftest import ask
from tests.servers import target
from tests.servers.target import Reply, always

SECRETS = (
    ("Authorization", "Bearer canary"),
    ("Cookie", "canary=1"),
    ("X-Api-Key", "canary"),
    ("Idempotency-Key", "canary"),
    ("X-Anything", "canary"),
)
HARMLESS = (("Accept", "text/plain"), ("User-Agent", "Mine/1"))


def leading(recorder, status, location):
    """The recorder redirects from / and answers everywhere else."""
    redirect = Reply(status=status, headers=(("Location", location),), body=b"moved")
    recorder.answer = lambda received: redirect if received.path == "/" else Reply()


@pytest.mark.parametrize(
    ("status", "method", "following", "with_body"),
    [
        (301, "GET", "GET", False),
        (302, "HEAD", "HEAD", False),
        (303, "HEAD", "HEAD", False),
        (301, "POST", "GET", False),
        (302, "POST", "GET", False),
        (303, "POST", "GET", False),
        (303, "PUT", "GET", False),
        (303, "DELETE", "GET", False),
        (301, "PUT", "PUT", True),
        (302, "PATCH", "PATCH", True),
        (307, "GET", "GET", False),
        (307, "POST", "POST", True),
        (308, "POST", "POST", True),
        (308, "PUT", "PUT", True),
    ],
)
def test_methods_and_bodies_change_as_in_browsers(
    recorder, status, method, following, with_body
):
    leading(recorder, status, "/there")
    headers = (*SECRETS, ("Content-Type", "text/plain"))
    body = None if method in {"GET", "HEAD"} else b"body"
    outcome = ask(recorder.url + "/", method=method, headers=headers, body=body)
    assert (outcome.status, outcome.error) == (200, "")
    second = recorder.received[1]
    assert (second.method, second.path) == (following, "/there")
    assert second.body == (b"body" if with_body else b"")
    kept = body is None or with_body
    assert second.header("Content-Type") == ("text/plain" if kept else None)
    assert second.header("Content-Length") == ("4" if with_body else None)
    # The same server may know what it knew before.
    assert second.header("Authorization") == "Bearer canary"
    assert second.header("Idempotency-Key") == "canary"


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/a", "/a"),
        ("a?b", "/here/a?b"),
        ("?q", "/here/?q"),
        ("../up", "/up"),
        ("//127.0.0.1:{port}/s", "/s"),
        ("HTTP://127.0.0.1:{port}/A", "/A"),
        ("/a b", "/a%20b"),
        ("/ä", "/%C3%A4"),
        ("/x#part", "/x"),
    ],
)
def test_a_location_may_be_relative_and_sloppy(recorder, location, path):
    where = location.format(port=recorder.port).encode().decode("latin-1")
    redirect = Reply(status=302, headers=(("Location", where),))
    recorder.answer = lambda received: (
        redirect if received.path == "/here/" else Reply()
    )
    assert ask(recorder.url + "/here/").status == 200
    assert recorder.received[1].path == path


@pytest.mark.parametrize("status", [301, 302, 303])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_told_nothing(recorder, second_recorder, status, method):
    leading(recorder, status, second_recorder.url + "/there")
    outcome = ask(
        recorder.url + "/", method=method, headers=(*SECRETS, *HARMLESS), body=b"canary"
    )
    assert (outcome.status, outcome.peer) == (200, f"127.0.0.1:{second_recorder.port}")
    (told,) = second_recorder.received
    assert "canary" not in repr(told.headers)
    assert told.body == b""
    assert dict(HARMLESS).items() <= dict(told.headers).items()


@pytest.mark.parametrize(
    ("status", "method"),
    [
        (307, "POST"),
        (308, "POST"),
        (307, "PUT"),
        (308, "DELETE"),
        (301, "PUT"),
        (302, "PATCH"),
    ],
)
@pytest.mark.parametrize("body", [b"canary", None])
def test_what_changes_something_is_not_carried_to_another_origin(
    recorder, second_recorder, status, method, body
):
    leading(recorder, status, second_recorder.url + "/there?token=x")
    outcome = ask(recorder.url + "/", method=method, headers=SECRETS, body=body)
    assert second_recorder.received == []
    assert (outcome.status, outcome.reason, outcome.sent) == (status, "redirects", True)
    assert outcome.body == b"moved"
    assert outcome.error == (
        "The server redirects to another server, http://127.0.0.1, and "
        f"{method} is not sent there unasked: if that is right, write the new address "
        "into the URL."
    )


def test_another_name_for_the_same_server_is_another_origin(recorder, names_mean):
    names_mean({"a.example": ["127.0.0.1"], "b.example": ["127.0.0.1"]})
    leading(recorder, 302, f"http://b.example:{recorder.port}/there")
    ask(f"http://a.example:{recorder.port}/", headers=SECRETS)
    assert recorder.received[0].header("X-Api-Key") == "canary"
    assert "canary" not in repr(recorder.received[1].headers)


def test_secrets_dropped_on_the_way_do_not_come_back(recorder, second_recorder):
    leading(recorder, 302, second_recorder.url + "/")
    leading(second_recorder, 302, recorder.url + "/again")
    ask(recorder.url + "/", headers=SECRETS)
    assert recorder.received[1].path == "/again"
    assert "canary" not in repr(recorder.received[1].headers)


@pytest.mark.parametrize("most", [1, 5])
def test_a_loop_ends_after_so_many_redirects(recorder, most):
    recorder.answer = always(Reply(status=302, headers=(("Location", "/"),)))
    outcome = ask(recorder.url + "/", max_redirects=most)
    assert len(recorder.received) == most + 1
    assert (outcome.status, outcome.reason) == (302, "redirects")
    assert outcome.error == f"The server redirects more than {most} times."


def test_as_many_redirects_as_allowed_are_followed(recorder):
    recorder.answer = lambda received: (
        Reply()
        if received.path == "/xxxxx"
        else Reply(status=302, headers=(("Location", received.path + "x"),))
    )
    assert ask(recorder.url + "/").status == 200


def test_without_redirects_a_redirect_is_an_answer(recorder):
    leading(recorder, 302, "/there")
    outcome = ask(recorder.url + "/", max_redirects=0)
    assert (outcome.status, outcome.error, outcome.body) == (302, "", b"moved")
    assert len(recorder.received) == 1


@pytest.mark.parametrize("status", [300, 304, 305, 306, 399])
def test_no_other_status_redirects(recorder, status):
    leading(recorder, status, "/there")
    outcome = ask(recorder.url + "/")
    assert (outcome.status, outcome.error) == (status, "")
    assert len(recorder.received) == 1


def test_a_redirect_without_location_is_an_answer(recorder):
    recorder.answer = always(Reply(status=302))
    assert ask(recorder.url).status == 302


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1\\@b/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://a..b/",
    ],
)
def test_a_location_that_cannot_be_called_ends_the_call(recorder, location):
    recorder.answer = always(Reply(status=302, headers=(("Location", location),)))
    outcome = ask(recorder.url)
    assert (outcome.status, outcome.reason) == (302, "redirects")
    assert outcome.error == "The server redirects to an address that cannot be called."


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://2130706433:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://10.0.0.1/",
        "http://private.example/",
    ],
)
def test_each_hop_is_judged(recorder, second_recorder, names_mean, packets, location):
    names_mean(
        {"public.example": ["127.0.0.1"], "private.example": ["93.1.1.1", "10.0.0.1"]}
    )
    leading(recorder, 302, location.format(port=second_recorder.port))
    outcome = ask(
        f"http://public.example:{recorder.port}/", policy=egress.parse("public.example")
    )
    assert (outcome.status, outcome.reason, outcome.sent) == (None, "forbidden", True)
    assert "is not an allowed destination" in outcome.error
    assert {address[1] for address in packets} == {recorder.port}
    assert second_recorder.received == []


def test_the_trusted_origin_is_not_trusted_at_the_end_of_a_redirect(
    recorder, second_recorder, names_mean
):
    names_mean({"public.example": ["127.0.0.1"]})
    leading(recorder, 302, second_recorder.url)
    outcome = ask(
        f"http://public.example:{recorder.port}/",
        policy=egress.parse("public.example"),
        trusted_origin=second_recorder.url,
    )
    assert outcome.reason == "forbidden"
    assert second_recorder.received == []


def test_https_does_not_lead_to_http(certified, recorder, socket_enabled):
    with target.Target(tls=certified("localhost")) as secure:
        secure.answer = always(Reply(status=302, headers=(("Location", recorder.url),)))
        outcome = ask(f"https://localhost:{secure.port}/")
    assert (outcome.status, outcome.reason) == (302, "redirects")
    assert outcome.error == "The server redirects from https to http (127.0.0.1)."
    assert recorder.received == []
