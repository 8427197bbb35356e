"""Why a call failed: a code and a sentence."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import requests
import urllib3.exceptions

from runs.calls.values import NO_ANSWER, Answer

TIMEOUT: Final = "timeout"
DNS: Final = "dns"
REFUSED: Final = "refused"
TLS: Final = "tls"
RESET: Final = "reset"
PROTOCOL: Final = "protocol"
TOO_LARGE: Final = "too_large"
REDIRECTS: Final = "redirects"
FORBIDDEN: Final = "forbidden"
INVALID: Final = "invalid"
CUT: Final = "cut"

# All that requests, urllib3, http.client and the system raise about a peer; ValueError
# is their last word on what cannot be parsed.
PEER_ERRORS: Final = (
    OSError,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    ValueError,
)


class Failure(Exception):  # noqa: N818 - a value that travels, no error of ours
    """A call that ends here; `answer` is as much as there was of a response.

    `whole` says that this response is complete. The sentence of a timeout is written
    by whoever knows how far the call had come.
    """

    def __init__(
        self,
        reason: str,
        sentence: str,
        *,
        answer: Answer = NO_ANSWER,
        whole: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.answer = answer
        self.whole = whole


def explain(error: BaseException, host: str) -> Failure:
    """What went wrong between the first byte to `host` and the last from it."""
    causes = [
        cause
        for cause in _causes(error)
        if not isinstance(cause, requests.RequestException)
    ] or [error]
    if any(_too_many_headers(cause) for cause in causes):
        return Failure(TOO_LARGE, "The server's answer has more than 100 headers.")
    for kind, reason, sentence in _KINDS:
        for cause in causes:
            if isinstance(cause, kind):
                return Failure(reason, sentence.format(host=host, why=_words(cause)))
    why = _words(causes[-1])
    if why == "Response ended prematurely":
        # urllib3's own word for a body that ends between two chunks.
        return Failure(RESET, _MIDDLE)
    return Failure(PROTOCOL, _NOT_HTTP.format(why=why))


def _too_many_headers(error: BaseException) -> bool:
    """http.client has a limit of 100, and no class for it."""
    return isinstance(error, http.client.HTTPException) and str(error).endswith(
        " headers"
    )


def unreachable(error: OSError, peer: str) -> Failure:
    """Why there is no connection to `peer`."""
    if isinstance(error, ConnectionRefusedError):
        return Failure(REFUSED, f"{peer} refused the connection.")
    if isinstance(error, TimeoutError):
        return Failure(TIMEOUT, "")
    return Failure(REFUSED, f"{peer} cannot be reached: {_words(error)}.")


def unresolved(error: OSError | UnicodeError, host: str) -> Failure:
    """Why `host` has no address."""
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        why = "no name server answered"
    elif isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        why = "there is no such name"
    else:
        why = _words(error)
    return Failure(DNS, f"The name {host} could not be resolved: {why}.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps, outermost first.

    requests and urllib3 put the wrapped error among the arguments, Python into
    `__cause__`.
    """
    # Tracebacks hold frames, frames hold requests, and contextlib makes rings of them.
    error.__traceback__ = None
    yield error
    inner = [part for part in error.args if isinstance(part, BaseException)]
    for cause in inner or ([error.__cause__] if error.__cause__ else []):
        yield from _causes(cause)


def _words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    if isinstance(error, ssl.SSLError):
        return (error.reason or "unknown").replace("_", " ").lower()
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return (str(error) or type(error).__name__).rstrip(".")


_CERTIFICATE = "The certificate of {host} is not valid: {why}."
_HANDSHAKE = "There is no secure connection to {host}: {why}."
_MIDDLE = "The server closed the connection in the middle of its answer."
_NOTHING = "The server closed the connection without an answer."
_LONG_LINE = "The server's answer has a line longer than 64 KiB in its head."
_ENCODING = "The server's answer is not encoded as its Content-Encoding says."
_CHUNK = "The server's answer is cut into chunks that cannot be read."
_NOT_HTTP = "The server's answer is not HTTP: {why}."

# In this order: the first that is found anywhere among the causes says what happened.
_KINDS: Final[tuple[tuple[type[BaseException], str, str], ...]] = (
    (ssl.SSLCertVerificationError, TLS, _CERTIFICATE),
    (ssl.SSLError, TLS, _HANDSHAKE),
    (TimeoutError, TIMEOUT, ""),
    (http.client.LineTooLong, TOO_LARGE, _LONG_LINE),
    (urllib3.exceptions.InvalidChunkLength, PROTOCOL, _CHUNK),
    (http.client.IncompleteRead, RESET, _MIDDLE),
    (http.client.RemoteDisconnected, RESET, _NOTHING),
    (urllib3.exceptions.DecodeError, PROTOCOL, _ENCODING),
    (http.client.HTTPException, PROTOCOL, _NOT_HTTP),
    (OSError, RESET, "The connection broke: {why}."),
)
