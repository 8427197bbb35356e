"""What a request of ours may look like: the same rules for forms, APIs and the call.

Pure: texts in, texts or a RequestError out. Sources: RFC 9110 5.1 and 5.5 (header
names and values), RFC 3986 (URLs).
"""

from __future__ import annotations

import functools
import re
import urllib.parse
from collections.abc import Mapping

from django.utils.translation import gettext as _

from runs import texts
from runs.calls import target
from runs.calls.failures import Failure
from runs.exceptions import RequestError

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
URL_LENGTH = 4_000
# Percent-encoded, without the origin of an internal call.
SENT_LENGTH = 8_000
HEADER_COUNT = 50
HEADER_LENGTH = 8_192
BODY_BYTES = 1_048_576

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#]*)", re.IGNORECASE)
# Sent by the client library or by us; a second one would contradict it.
RESERVED_HEADERS = frozenset(
    {
        *("host", "content-length", "transfer-encoding", "connection", "keep-alive"),
        *("upgrade", "expect", "te", "trailer", "http2-settings"),
        *("proxy-connection", "proxy-authenticate"),
        *("idempotency-key", "x-attempt"),
    }
)
# Left as they are when a URL is encoded: reserved and unreserved signs, and "%".
_URL_SIGNS = "!#$%&'()*+,/:;=?@[]~"


def check_method(text: str) -> str:
    """The verb in upper case."""
    method = text.strip().upper() if text.isascii() else text
    if method in METHODS:
        return method
    choices = {"methods": ", ".join(METHODS)}
    if not method:
        raise RequestError("method", _("Choose one of %(methods)s.") % choices)
    raise RequestError(
        "method",
        _("“%(method)s” is no verb that can be called. Choose one of %(methods)s.")
        % {**choices, "method": texts.shown(text.strip(), 20)},
    )


def check_url(text: str) -> str:
    """A full http or https URL, trimmed; blanks may stand in its path and query.

    User and password may stand before the host: see `without_login`.
    """
    url = _checked_text(text)
    parts = _split(url)
    if parts.scheme.lower() not in {"http", "https"} or "://" not in url:
        raise RequestError(
            "url", _("Begin the URL with http:// or https:// and the name of a host.")
        )
    if not parts.hostname or re.search(r"[\s\\]|@.*@", parts.netloc):
        raise RequestError(
            "url",
            _("The URL names no host. Write it as in https://api.example/orders."),
        )
    _check_as_when_called(without_login(url)[0])
    return url


def without_login(url: str) -> tuple[str, str]:
    """The URL without what stands before the @ of its host, and that."""
    authority = _AUTHORITY.match(url)
    if not authority:
        return url, ""
    login, _at, host = authority[1].rpartition("@")
    return url[: authority.start(1)] + host + url[authority.end() :], login


@functools.lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host that secrets are bound to: lower case, its port unless the usual."""
    parts = urllib.parse.urlsplit(url)
    host = (parts.hostname or "").lower()
    # Without its brackets an IPv6 address runs into the port.
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def check_path(text: str) -> str:
    """The path, with query, of an internal call."""
    path = _checked_text(text)
    if not path.startswith("/") or path.startswith("//"):
        raise RequestError(
            "url",
            _("An internal job takes the path only. Write it as in /api/v1/jobs/."),
        )
    return path


def encoded(url: str) -> str:
    """The URL with all percent-encoded that must be behind its host; rest as it is."""
    authority = _AUTHORITY.match(url)
    start = authority.end() if authority else 0
    lone_percent = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url[start:])
    return url[:start] + urllib.parse.quote(lone_percent, safe=_URL_SIGNS)


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with blanks trimmed from names and values."""
    if len(headers) > HEADER_COUNT:
        raise RequestError(
            "headers",
            _("There are more than %(most)d headers. Leave some out.")
            % {"most": HEADER_COUNT},
        )
    checked: dict[str, str] = {}
    for given, value in headers.items():
        name = given.strip(" \t")
        _check_header(name, value)
        if name.lower() in {known.lower() for known in checked}:
            raise RequestError(
                "headers",
                _("The header %(name)s is given twice. Leave one of them out.")
                % {"name": name},
            )
        checked[name] = value.strip(" \t")
    return checked


def _check_header(name: str, value: str) -> None:
    if not _TOKEN.match(name):
        raise RequestError(
            "headers",
            _("“%(name)s” is no header name. Use letters, digits and hyphens.")
            % {"name": texts.shown(name, 40)},
        )
    if name.lower() in RESERVED_HEADERS:
        raise RequestError(
            "headers",
            _("The header %(name)s is set by the clock itself. Leave it out.")
            % {"name": name},
        )
    if texts.has_control(value.replace("\t", " ")):
        raise RequestError(
            "headers",
            _("The header %(name)s holds a line end or control character. Remove it.")
            % {"name": name},
        )
    _check_header_text(name, value)


def _check_header_text(name: str, value: str) -> None:
    if len(value) > HEADER_LENGTH:
        raise RequestError(
            "headers",
            _("The header %(name)s is longer than %(most)d characters. Shorten it.")
            % {"name": name, "most": HEADER_LENGTH},
        )
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        raise RequestError(
            "headers",
            _(
                "The header %(name)s holds letters outside Latin-1, which headers "
                "cannot carry. Percent-encode them."
            )
            % {"name": name},
        ) from None


def check_body(text: str) -> str:
    if len(text.encode(errors="surrogatepass")) > BODY_BYTES:
        raise RequestError("body", _("The body is larger than 1 MiB. Make it smaller."))
    if not texts.is_storable(text):
        raise RequestError(
            "body", _("The body holds a character that is no text. Remove it.")
        )
    return text


def _checked_text(text: str) -> str:
    url = text.strip()
    if not url:
        raise RequestError("url", _("Say which URL is called."))
    if len(url) > URL_LENGTH:
        raise RequestError(
            "url",
            _("The URL is longer than %(most)d characters. Shorten it.")
            % {"most": URL_LENGTH},
        )
    if texts.has_control(url):
        raise RequestError(
            "url", _("The URL holds a line end or control character. Remove it.")
        )
    if len(encoded(url)) > SENT_LENGTH:
        raise RequestError(
            "url",
            _(
                "Percent-encoded, the URL is longer than %(most)d characters. "
                "Shorten it."
            )
            % {"most": SENT_LENGTH},
        )
    return url


def _split(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url)
        # Reading the port is what checks it.
        refused = parts.port == 0
    except ValueError:
        refused, parts = True, urllib.parse.urlsplit("")
    if refused:
        raise _unreadable_host()
    return parts


def _check_as_when_called(url: str) -> None:
    """Let the reader decide that opens the connection: two would differ (T4)."""
    try:
        target.parse(encoded(url))
    except Failure:
        raise _unreadable_host() from None


def _unreadable_host() -> RequestError:
    return RequestError("url", _("The URL's host or port cannot be read. Check them."))
