"""What is sent, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

# The version is that of pyproject.toml; a test compares them.
USER_AGENT = "Steeple/0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Exactly what is sent; already rendered."""

    # In upper case.
    method: str
    # Absolute, http or https.
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    # Seconds for all of it: name, connection, TLS, sending, reading, redirects.
    timeout_s: float
    # Bytes of the decoded body that are kept; the rest is cut off.
    response_cap: int = 262_144
    # 0: a redirect is an answer like any other.
    max_redirects: int = 5
    # "http://127.0.0.1:8000": this scheme, host and port are exempt from the guard.
    trusted_origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP response, as far as it was read."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool

    def header(self, name: str) -> str | None:
        """The first header of that name, given in lower case."""
        return next((v for key, v in self.headers if key.lower() == name), None)


NO_ANSWER = Answer(status=0, headers=(), body=b"", truncated=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request. The call failed exactly if there is an `error`.

    `status` is None where no complete answer came; headers and body then hold as much
    of the last one as there was. A redirect that is not followed has a status and an
    error. `reason` is the error's code: timeout dns refused tls reset protocol
    too_large redirects forbidden invalid cut.
    """

    status: int | None
    headers: tuple[tuple[str, str], ...]
    # Decoded from gzip or deflate.
    body: bytes
    # The body was longer than the cap.
    truncated: bool
    # Monotonic.
    duration_ms: int
    # A sentence in English, or "".
    error: str
    reason: str
    # False only if certainly no byte of a request left, so that repeating is safe.
    sent: bool
    # "address:port" of the last connection, or "".
    peer: str
