"""What a request of ours may look like: the same rules for forms, APIs and the call.

Pure: texts in, texts or a RequestError out. Sources: RFC 9110 5.1 and 5.5 (header
names and values), RFC 3986 (URLs).
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping

from django.utils.translation import gettext as _

from runs.exceptions import RequestError

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
URL_LENGTH = 4_000
HEADER_COUNT = 50
HEADER_LENGTH = 8_192
BODY_BYTES = 1_048_576

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Sent by the client library or by us; a second one would contradict it.
RESERVED_HEADERS = frozenset(
    {
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "upgrade",
        "expect",
        "idempotency-key",
    }
)
# Left as they are when a URL is encoded: reserved and unreserved signs, and "%".
_URL_SIGNS = "!#$%&'()*+,/:;=?@[]~"


def check_method(text: str) -> str:
    """The verb in upper case."""
    method = text.strip().upper()
    if method not in METHODS:
        raise RequestError(
            "method",
            _("“%(method)s” is no verb that can be called. Choose one of %(methods)s.")
            % {"method": text.strip()[:20], "methods": ", ".join(METHODS)},
        )
    return method


def check_url(text: str) -> str:
    """A full http or https URL, trimmed; blanks may stand in its path and query."""
    url = _checked_text(text)
    parts = _split(url)
    if parts.scheme.lower() not in {"http", "https"} or "://" not in url:
        raise RequestError(
            "url", _("Begin the URL with http:// or https:// and the name of a host.")
        )
    if not parts.hostname or re.search(r"[\s\\]|%", parts.netloc.rpartition("@")[2]):
        raise RequestError(
            "url",
            _("The URL names no host. Write it as in https://api.example/orders."),
        )
    return url


def host_of(url: str) -> str:
    """The host that secrets are bound to: lower case, its port unless the usual."""
    parts = urllib.parse.urlsplit(url)
    host = (parts.hostname or "").lower()
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
    """The URL with everything percent-encoded that must be; what is encoded stays."""
    lone_percent = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)
    return urllib.parse.quote(lone_percent, safe=_URL_SIGNS)


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with blanks trimmed from names and values."""
    if len(headers) > HEADER_COUNT:
        raise RequestError(
            "headers", _("More than %(most)d headers.") % {"most": HEADER_COUNT}
        )
    checked: dict[str, str] = {}
    for given, value in headers.items():
        name = given.strip()
        _check_header(name, value)
        if name.lower() in {known.lower() for known in checked}:
            raise RequestError(
                "headers", _("The header %(name)s is given twice.") % {"name": name}
            )
        checked[name] = value.strip(" \t")
    return checked


def _check_header(name: str, value: str) -> None:
    if not _TOKEN.match(name):
        shown = _CONTROL.sub("�", name)[:40]
        raise RequestError(
            "headers",
            _("“%(name)s” is no header name. Use letters, digits and hyphens.")
            % {"name": shown},
        )
    if name.lower() in RESERVED_HEADERS:
        raise RequestError(
            "headers",
            _("The header %(name)s is set by the clock itself. Leave it out.")
            % {"name": name},
        )
    if _CONTROL.search(value.replace("\t", " ")):
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
            _("The header %(name)s is longer than %(most)d characters.")
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
    if "\x00" in text or re.search(r"[\ud800-\udfff]", text):
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
            _("The URL is longer than %(most)d characters.") % {"most": URL_LENGTH},
        )
    if _CONTROL.search(url):
        raise RequestError(
            "url", _("The URL holds a line end or control character. Remove it.")
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
        raise RequestError(
            "url", _("The URL's host or port cannot be read. Check them.")
        )
    return parts
