from __future__ import annotations

import contextlib
import socket

import pytest

from runs import calls, egress
from runs.calls import transport
from tests.runs.calls import certificates
from tests.servers import hostile, target

LOOPBACK = egress.parse("127.0.0.0/8, ::1")


def ask(url, *, policy=LOOPBACK, line=None, **fields):
    """Make a call with defaults for everything that the test does not speak of."""
    request = {
        "method": "GET",
        "url": url,
        "headers": (),
        "body": None,
        "timeout_s": 5,
        **fields,
    }
    return calls.send(calls.Request(**request), egress=policy, line=line)


@pytest.fixture(autouse=True)
def no_connection_is_kept_for_the_next_test():
    yield
    transport.transport.close()


@pytest.fixture
def recorder(socket_enabled):
    with target.Target() as server:
        yield server


@pytest.fixture
def second_recorder(socket_enabled):
    with target.Target() as server:
        yield server


@pytest.fixture
def serve(socket_enabled):
    """Start a hostile server; the answer is its URL."""
    with contextlib.ExitStack() as servers:

        def start(mode, **options):
            return servers.enter_context(hostile.Hostile(mode, **options)).url

        yield start


@pytest.fixture(scope="session")
def authority():
    return certificates.Authority()


@pytest.fixture
def certified(authority, monkeypatch):
    """Make a server's TLS context for these names, by an authority that we trust."""
    trusting = transport.tls_context.__wrapped__()
    trusting.load_verify_locations(cadata=authority.certificate)
    monkeypatch.setattr(transport, "tls_context", lambda: trusting)
    return authority.server_context


@pytest.fixture
def names_mean(monkeypatch):
    """Say what names resolve to; numbers are read as ever, other names are unknown.

    `names_mean({"a.example": ["192.0.2.1"]})`; with several lists, one per look-up.
    """
    real = socket.getaddrinfo
    known: dict[str, list[list[str]]] = {}

    def getaddrinfo(host, port, *, type, flags=0):  # noqa: A002 - as its model
        if host not in known:
            return real(host, port, type=type, flags=flags | socket.AI_NUMERICHOST)
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        answers = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [_answer(address, port) for address in answers]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    def say(meanings):
        for name, answers in meanings.items():
            lists = answers if isinstance(answers[0], list) else [answers]
            known[name] = [list(each) for each in lists]

    return say


def _answer(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    rest = (0, 0) if family == socket.AF_INET6 else ()
    return family, socket.SOCK_STREAM, 6, "", (address, port, *rest)


@pytest.fixture
def packets(socket_enabled, monkeypatch):
    """The addresses to which anything was sent at all."""
    sent = []
    connect = socket.socket.connect

    def recorded(self, address):
        sent.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", recorded)
    return sent
