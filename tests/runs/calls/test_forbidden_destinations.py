"""Nothing leaves for an address that is not allowed."""

from __future__ import annotations

import socket

import pytest

from runs import egress
from tests.runs.calls.conftest import ask
from tests.servers.target import Reply, always

NOTHING = egress.parse("")

HOSTS = [
    *("127.0.0.1", "localhost", "localhost.", "127.1", "0x7f.1", "2130706433"),
    *("017700000001", "0", "0.0.0.0", "127.0.0.1.", "[::1]", "[::]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
    *("[::127.0.0.1]", "[fec0::1]", "[fe80::1]", "10.0.0.1", "192.168.0.1"),
    *("0xa9fea9fe", "2852039166", "169.254.169.254", "[fd00:ec2::254]"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.192", "metadata.google.internal"),
    *("255.255.255.255", "224.0.0.1", "[ff02::1]", "100.64.0.1"),
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_packet_leaves_for_a_forbidden_address(packets, names_mean, scheme, host):
    names_mean(
        {name: ["127.0.0.1"] for name in ("localhost", "localhost.", "127.0.0.1.")}
    )
    outcome = ask(f"{scheme}://{host}:8765/latest", policy=NOTHING)
    assert packets == []
    assert (outcome.reason, outcome.status, outcome.sent) == ("forbidden", None, False)
    assert "is not an allowed destination: it is " in outcome.error
    assert outcome.peer == ""


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["2606:4700::1111", "::1"],
        ["8.8.8.8", "1.1.1.1", "169.254.169.254"],
    ],
)
def test_one_forbidden_address_forbids_the_name(packets, names_mean, addresses):
    names_mean({"mixed.example": addresses})
    outcome = ask("http://mixed.example/", policy=NOTHING)
    assert packets == []
    assert outcome.reason == "forbidden"
    assert f"{addresses[-1]}, the address of mixed.example," in outcome.error


def test_a_name_that_changes_its_mind_is_looked_up_once(recorder, packets, names_mean):
    """DNS rebinding: what is judged is what is connected."""
    names_mean({"rebound.example": [["8.8.8.8"], ["127.0.0.1"]]})
    policy = egress.parse("")
    blocked = []

    def no_internet(self, address):
        blocked.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket.socket, "connect", no_internet)
        url = f"http://rebound.example:{recorder.port}/"
        first = ask(url, policy=policy)
        second = ask(url, policy=policy)
    assert blocked == [("8.8.8.8", recorder.port)]
    assert (first.reason, second.reason) == ("refused", "forbidden")
    assert recorder.received == []


def test_the_peer_is_judged_again_once_it_is_connected(
    recorder, names_mean, monkeypatch
):
    """A connection that ends elsewhere than asked sends nothing."""
    names_mean({"public.example": ["8.8.8.8"]})
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket,
        "connect",
        lambda self, _address: connect(self, ("127.0.0.1", recorder.port)),
    )
    outcome = ask("http://public.example/", policy=NOTHING)
    assert (outcome.reason, outcome.sent) == ("forbidden", False)
    assert outcome.error.startswith("127.0.0.1, the address of public.example,")
    assert recorder.received == []


@pytest.mark.parametrize("port", [25, 5432, 6379])
def test_no_packet_leaves_for_a_port_where_other_services_listen(packets, port):
    outcome = ask(f"http://127.0.0.1:{port}/", policy=egress.parse("127.0.0.0/8"))
    assert packets == []
    assert (outcome.reason, outcome.sent) == ("forbidden", False)
    assert f"on port {port} other services listen than web servers" in outcome.error


def test_a_redirect_leads_to_no_such_port_either(recorder, packets):
    recorder.answer = always(
        Reply(status=302, headers=(("Location", "http://127.0.0.1:6379/"),))
    )
    outcome = ask(recorder.url, policy=egress.parse("127.0.0.1"))
    assert packets == [("127.0.0.1", recorder.port)]
    assert outcome.reason == "forbidden"


def test_such_a_port_can_be_allowed_by_name(packets):
    ask("http://127.0.0.1:6379/", policy=egress.parse("127.0.0.1:6379"), timeout_s=1)
    assert packets == [("127.0.0.1", 6379)]


def test_a_metadata_name_is_not_even_looked_up(monkeypatch, socket_enabled):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args))
    outcome = ask("http://metadata.google.internal/", policy=egress.parse("*"))
    assert (outcome.reason, asked) == ("forbidden", [])


def test_an_allowed_name_reaches_its_private_address(recorder, names_mean):
    names_mean({"inner.example": ["127.0.0.1"]})
    url = f"http://inner.example:{recorder.port}/"
    assert ask(url, policy=egress.parse("inner.example")).status == 200
    assert recorder.received[0].header("Host") == f"inner.example:{recorder.port}"


@pytest.mark.parametrize(
    ("trusted", "allowed"),
    [
        ("http://127.0.0.1:{port}", True),
        ("http://127.0.0.1:{port}/", True),
        ("http://127.0.0.1:{other}", False),
        ("https://127.0.0.1:{port}", False),
        ("http://127.0.0.2:{port}", False),
        ("http://localhost:{port}", False),
        ("http://127.0.0.1", False),
        ("127.0.0.1:{port}", False),
        ("", False),
    ],
)
def test_the_trusted_origin_is_exempt_and_nothing_beside_it(recorder, trusted, allowed):
    origin = trusted.format(port=recorder.port, other=recorder.port + 1)
    outcome = ask(recorder.url, policy=NOTHING, trusted_origin=origin, max_redirects=0)
    assert outcome.reason == ("" if allowed else "forbidden")
    assert len(recorder.received) == allowed
