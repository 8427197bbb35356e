"""The network address a request came from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest) -> str:
    """The peer's address, or what as many proxies as TRUSTED_PROXIES say of it.

    Anybody may send X-Forwarded-For: of its addresses only those count that our own
    proxies have added, the last ones. "" where none can be read.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        peer = hops[-proxies].strip() if len(hops) >= proxies else peer
    try:
        return str(ipaddress.ip_address(peer))
    except ValueError:
        # A Unix socket has no address.
        return ""
