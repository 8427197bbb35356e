"""requests' adapter over urllib3's pools, with connections that are guarded.

Nothing of a Session takes part: no cookies, no proxies, no netrc, no environment. Pools
are shared by all threads of a process and forgotten in a fork.
"""

from __future__ import annotations

import functools
import logging
import os
import ssl
import threading
from typing import Any, Final, cast

import certifi
import requests.adapters
import urllib3.connectionpool
from urllib3.poolmanager import PoolKey, PoolManager
from urllib3.util.retry import Retry

from runs.calls.connection import Guarded, GuardedTLS
from runs.calls.dial import Call

MOST_ORIGINS: Final = 256
MOST_RESTING: Final = 16

# Its warnings and debug lines hold URLs, and URLs may hold secrets.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class _Current(threading.local):
    """The call that a thread is making: urllib3 has no argument for it."""

    call: Call


current = _Current()


class _Pool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls: Any = Guarded

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection: Any = super()._get_conn(timeout)
        connection.take(current.call)
        return connection

    def _make_request(  # type: ignore[override]
        self, conn: Any, method: str, _url: str, **options: Any
    ) -> Any:
        # urllib3 rewrites escapes; what was asked for is what is sent.
        path = current.call.target.path
        return super()._make_request(conn, method, path, **options)

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.rest()
        super()._put_conn(conn)


class _PoolTLS(_Pool, urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls: Any = GuardedTLS


class Transport(requests.adapters.HTTPAdapter):
    """Sends prepared requests to `current.call.target`, never twice."""

    def __init__(self) -> None:
        super().__init__(pool_connections=MOST_ORIGINS, max_retries=Retry(total=False))

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def forget(self) -> None:
        """Begin anew: in a fork the connections are those of the parent."""
        self.init_poolmanager(MOST_ORIGINS, MOST_RESTING)

    def get_connection_with_tls_context(
        self, *_args: Any, **_options: Any
    ) -> urllib3.connectionpool.HTTPConnectionPool:
        scheme, host, port = origin = current.call.target.origin
        context = {"scheme": scheme, "host": host, "port": port}
        context["maxsize"] = MOST_RESTING
        if scheme == "https":
            context["ssl_context"] = tls_context()
        manager = cast("PoolManager", self.poolmanager)
        return manager.connection_from_pool_key(cast("PoolKey", origin), context)

    def cert_verify(self, *_args: Any, **_options: Any) -> None:
        """Nothing to choose: the context verifies, always."""

    def request_url(self, *_args: Any, **_options: Any) -> str:
        return current.call.target.path

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Without the cookie jar and the guess of an encoding, which nobody reads."""
        response = requests.Response()
        response.raw = resp
        response.status_code = resp.status
        return response


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Trusts what the system trusts, and certifi's list."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


transport = Transport()
os.register_at_fork(after_in_child=transport.forget)
