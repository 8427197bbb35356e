"""Where a request goes: one reading of the URL, from the check to the socket.

Pure. What other readers take differently (user names, backslashes, blanks, control
characters, stray @) is refused rather than interpreted. Sources: RFC 3986, RFC 5891.
"""

from __future__ import annotations

import ipaddress
import re
import string
import urllib.parse
from dataclasses import dataclass
from typing import Final, NoReturn

import idna

from runs.calls import failures
from runs.calls.failures import Failure

MOST_CHARACTERS: Final = 8_192
DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]")
_URL = re.compile(
    r"(https?)://"
    r"(\[[0-9a-f:.]+\]|[^\[\]/?#@:]+)"
    r"(?::([0-9]{0,5}))?"
    r"(/[^?#]*)?(\?[^#]*)?(?:#.*)?\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?\Z")
_AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?]*)", re.IGNORECASE)
_PRINTABLE: Final = string.digits + string.ascii_letters + string.punctuation


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    scheme: str
    # In lower case, without the brackets of IPv6; other alphabets as IDNA.
    host: str
    port: int
    # With the query; other alphabets percent-encoded.
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


NOWHERE: Final = Target(scheme="", host="", port=0, path="")


def parse(url: str) -> Target:
    """The target of an absolute http or https URL; raises Failure with a sentence."""
    if len(url) > MOST_CHARACTERS:
        _refuse(f"it is longer than {MOST_CHARACTERS} characters")
    if _UNFIT.search(url):
        _refuse("it holds a blank, a backslash or a control character")
    found = _URL.match(url)
    if not found or (url.find("@") >= 0 and _has_user(url)):
        _explain(url)
    scheme, host, port, path, query = found.groups(default="")
    return Target(
        scheme=scheme.lower(),
        host=_host(host.lower()),
        port=_port(port, scheme.lower()),
        path=_encoded((path or "/") + query),
    )


def _host(text: str) -> str:
    if text.startswith("["):
        return _ipv6(text[1:-1])
    name = text if text.isascii() else _idna(text)
    if len(name) > 254 or not _NAME.match(name):
        _refuse(f"{text[:80]} is no name of a host")
    return name


def _ipv6(text: str) -> str:
    try:
        return ipaddress.IPv6Address(text).compressed
    except ValueError:
        _refuse(f"[{text}] is no IPv6 address")


def _idna(text: str) -> str:
    """Label by label and unmapped: idna.encode takes other signs for dots as well."""
    try:
        labels = [label and idna.alabel(label).decode() for label in text.split(".")]
    except idna.IDNAError:
        _refuse(f"{text[:80]} is no name of a host")
    return ".".join(labels)


def _port(text: str, scheme: str) -> int:
    port = int(text) if text else DEFAULT_PORTS[scheme]
    if not 1 <= port <= 65_535:
        _refuse(f"{port} is no port")
    return port


def _encoded(path: str) -> str:
    return path if path.isascii() else urllib.parse.quote(path, safe=_PRINTABLE)


def _has_user(url: str) -> bool:
    """Whether an @ stands before the path, also where a # would hide it."""
    found = _AUTHORITY.match(url)
    return found is not None and "@" in found[1]


def _explain(url: str) -> NoReturn:
    if _has_user(url):
        _refuse("it holds a user name, which belongs into a secret")
    if not re.match(r"https?://", url, re.IGNORECASE):
        _refuse("it does not begin with http:// or https://")
    if re.match(r"https?://(?:[/?#:]|\Z)", url, re.IGNORECASE):
        _refuse("it names no host")
    _refuse("its host or port cannot be read")


def _refuse(why: str) -> NoReturn:
    raise Failure(failures.INVALID, f"The URL cannot be called: {why}.")
